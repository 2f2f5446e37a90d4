import { hexOf } from '@strake/core';
import type { StepFacts } from '@strake/lint';
import { digestOf } from '@strake/oci';
import { nodeHasher } from '@strake/oci/node';
import type { Instruction, ParseResult } from '@strake/parser';
import type { LastBuild } from './last-build.ts';

/**
 * What the last build says of the Dockerfile as it is now: of instructions whose text is as it was then, wherever they
 * stand now. Equal instructions are told apart by their order.
 */
export function stepFacts({ steps }: Pick<LastBuild, 'steps'>, parsed: ParseResult): readonly StepFacts[] {
  const known = new Map<string, StepFacts[]>();
  for (const { text, ...facts } of steps.toReversed()) known.set(text, [...(known.get(text) ?? []), facts]);
  return parsed.ast.instructions.flatMap((node) => {
    const facts = known.size === 0 ? undefined : known.get(instructionText(node, parsed))?.pop();
    return facts === undefined ? [] : [{ ...facts, line: node.startLine }];
  });
}

/** Fingerprint of an instruction: equal for equal text. */
export function instructionText(node: Instruction, { text }: ParseResult): string {
  return hexOf(digestOf(new TextEncoder().encode(text.slice(node.start, node.end)), nodeHasher)).slice(0, 32);
}
