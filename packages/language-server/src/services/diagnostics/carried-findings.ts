import type { Finding } from '@strake/lint';
import type { Instruction, ParseResult } from '@strake/parser';

/**
 * Findings of an earlier version of a file that hold for this one: those within instructions whose text is still there,
 * moved to where it is now. Equal instructions are told apart by their order.
 */
export function carriedFindings(
  findings: readonly Finding[],
  before: ParseResult,
  now: ParseResult,
): readonly Finding[] {
  if (findings.length === 0 || before === now) return findings;
  const places = new Map<string, Instruction[]>();
  for (const node of now.ast.instructions.toReversed()) {
    const text = textOf(node, now);
    const known = places.get(text);
    if (known === undefined) places.set(text, [node]);
    else known.push(node);
  }
  const moves = before.ast.instructions.map((node): Move => {
    const target = places.get(textOf(node, before))?.pop();
    return { start: node.start, end: node.end, by: target === undefined ? undefined : target.start - node.start };
  });
  return findings.flatMap((finding) => {
    const { start, end } = finding.range;
    const move = moves.findLast((known) => known.start <= start.offset);
    if (move?.by === undefined || end.offset > move.end) return [];
    return [moved(finding, move.by, now)];
  });
}

interface Move {
  readonly start: number;
  readonly end: number;
  /** Undefined when the instruction is gone. */
  readonly by: number | undefined;
}

function moved(finding: Finding, by: number, { lines }: ParseResult): Finding {
  const shifted = ({ start, end }: Finding['range']): Finding['range'] =>
    lines.rangeOf({ start: start.offset + by, end: end.offset + by });
  const { range, focus, fix } = finding;
  return {
    ...finding,
    range: shifted(range),
    ...(focus === undefined ? {} : { focus: shifted(focus) }),
    ...(fix === undefined
      ? {}
      : {
          fix: {
            ...fix,
            edits: fix.edits.map((edit) => ({ ...edit, start: edit.start + by, end: edit.end + by })),
          },
        }),
  };
}

function textOf({ start, end }: Instruction, { text }: ParseResult): string {
  return text.slice(start, end);
}
