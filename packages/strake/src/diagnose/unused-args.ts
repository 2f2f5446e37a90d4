import type { Diagnostic } from '@strake/core';
import type { ImageConfig } from '@strake/oci';
import type { ParseResult } from '@strake/parser';

/** Arguments that the builder itself reads, or that stand for the platform: nobody has to declare them. */
const PREDEFINED =
  /^(?:(?:https?|ftp|no|all)_proxy|SOURCE_DATE_EPOCH|BUILDKIT_\w+|(?:TARGET|BUILD)(?:PLATFORM|OS|OSVERSION|ARCH|VARIANT)|TARGETSTAGE)$/i;

/** A warning about build arguments that no ARG of the file, or of its bases' triggers, declares: often a misspelt name. */
export function unusedArgs(
  { ast, lines }: ParseResult,
  args: Readonly<Record<string, string>>,
  bases: readonly ImageConfig[],
): readonly Diagnostic[] {
  const declared = new Set(
    ast.instructions.flatMap((one) => (one.kind === 'arg' ? one.declarations.map(({ key }) => key.text) : [])),
  );
  for (const base of bases) for (const name of triggerArgs(base)) declared.add(name);
  const unused = Object.keys(args).filter((name) => !declared.has(name) && !PREDEFINED.test(name));
  if (unused.length === 0) return [];
  return [
    {
      code: 'unused-build-arg',
      severity: 'warning',
      message: `one or more build-args [${unused.sort().join(' ')}] were not consumed`,
      range: lines.rangeOf({ start: 0, end: 0 }),
      hint: 'declare them with ARG, or leave them out',
    },
  ];
}

function triggerArgs({ config }: ImageConfig): readonly string[] {
  return (config?.OnBuild ?? []).flatMap((trigger) => /^\s*ARG\s+([^\s=]+)/i.exec(trigger)?.[1] ?? []);
}
