import type { Offset } from '@strake/core';
import type { Flag, MountField, MountOption } from '../ast/nodes.ts';
import type { Source } from '../ast/source.ts';
import { valueOffsets } from '../ast/value-offsets.ts';
import type { Fault } from '../fault.ts';
import { parseCsv } from './csv.ts';

const ALIASES: Readonly<Record<string, string>> = {
  dst: 'target',
  destination: 'target',
  src: 'source',
  ro: 'readonly',
  rw: 'readwrite',
};

/**
 * Reads a `--mount` flag as a structure. Values stay as written: options may hold variables, so what they mean is
 * known after expansion only. All that BuildKit refuses before that is broken CSV and a variable in `from`.
 */
export function parseMount(flag: Flag, source: Source): MountOption | Fault {
  const value = flag.value ?? '';
  const place = { start: flag.valueStart, end: flag.valueEnd };
  const fields = parseCsv(value);
  if ('fault' in fields)
    return { code: 'invalid-mount', message: `failed to parse csv mounts: ${fields.fault}`, ...place };
  const at = valueOffsets(source, flag);
  const after = (offset: number): Offset => (offset === 0 ? at(0) : at(offset - 1) + 1);
  const result: MountField[] = [];
  for (const { text, start, end, textStart, textEnd } of fields) {
    const equals = text.indexOf('=');
    const written = (equals < 0 ? text : text.slice(0, equals)).toLowerCase();
    const key = Object.hasOwn(ALIASES, written) ? (ALIASES[written] ?? written) : written;
    const span = { start: at(start), end: Math.max(at(start), after(end)) };
    const fieldValue = equals < 0 ? undefined : text.slice(equals + 1);
    if (key === 'from' && fieldValue !== undefined && hasVariable(fieldValue)) {
      const message = "'from' doesn't support variable expansion, define alias stage instead";
      return { code: 'mount-from-variable', message, ...span };
    }
    const valueEnd = equals < 0 ? span.end : after(textEnd);
    const valueStart = equals < 0 || fieldValue === '' ? valueEnd : at(textStart + equals + 1);
    result.push({ kind: 'mount-field', ...span, key, value: fieldValue, valueStart, valueEnd, written: text });
  }
  return { kind: 'mount', start: flag.start, end: flag.end, flag, fields: result };
}

/** A `$` that is not the last character. */
function hasVariable(value: string): boolean {
  const dollar = value.indexOf('$');
  return dollar >= 0 && dollar !== value.length - 1;
}
