import type { KeyValue, ParseResult } from '@strake/parser';
import type { Fix } from '../finding.ts';

/** Turns `key value` into `key=value`, quoted where the value has blanks. */
export function keyValueFix({ text }: ParseResult, entry: KeyValue): Fix | undefined {
  const value = text.slice(entry.value.start, entry.value.end);
  const written = quoted(value);
  if (written === undefined || /["\s]/.test(entry.key.text)) return undefined;
  const edits = [{ start: entry.key.end, end: entry.value.end, newText: `=${written}` }];
  return { title: 'Write key=value', edits };
}

/** The legacy form keeps quotes out of the way as expansion does; what mixes them is left alone. */
function quoted(value: string): string | undefined {
  if (/^"[^"\\]*"$|^'[^']*'$/.test(value)) return value;
  if (/^[^\s"'\\]+$/.test(value)) return value;
  if (/["'\\\n]/.test(value)) return undefined;
  return `"${value}"`;
}
