import { type Diagnostic, suggest } from '@strake/core';
import type { ParseResult } from '@strake/parser';

/** A warning for each name of `--no-cache-filter` that no stage of the file has: it would change nothing. */
export function unknownStages(
  { ast, lines }: ParseResult,
  noCache: boolean | readonly string[] | undefined,
): readonly Diagnostic[] {
  if (typeof noCache !== 'object') return [];
  const names = ast.instructions.flatMap((one) =>
    one.kind === 'from' && one.alias ? [one.alias.text.toLowerCase()] : [],
  );
  const unknown = [...new Set(noCache)].filter((name) => !names.includes(name.toLowerCase()));
  return unknown.map((name) => {
    const near = suggest(name.toLowerCase(), names);
    return {
      code: 'unknown-no-cache-stage',
      severity: 'warning',
      message: `no stage is called ${JSON.stringify(name)}: nothing is built anew for it${near === undefined ? '' : ` (did you mean ${near}?)`}`,
      range: lines.rangeOf({ start: 0, end: 0 }),
      hint: 'name a stage as FROM ... AS NAME does, or pass --no-cache',
    };
  });
}
