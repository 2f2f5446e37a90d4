import { suggest } from '@strake/core';
import type { Flag } from '../ast/nodes.ts';
import type { Fault } from '../fault.ts';
import { parseCsv } from './csv.ts';

/** What `RUN --device=` asks for. */
export interface DeviceOption {
  readonly name: string;
  readonly required: boolean;
}

const BOOLEANS: Readonly<Record<string, boolean>> = {
  '1': true,
  t: true,
  T: true,
  true: true,
  TRUE: true,
  True: true,
  '0': false,
  f: false,
  F: false,
  false: false,
  FALSE: false,
  False: false,
};

/** Go's `strconv.ParseBool`. */
export function parseGoBoolean(text: string): boolean | undefined {
  return Object.hasOwn(BOOLEANS, text) ? BOOLEANS[text] : undefined;
}

/** Reads a `--device` flag of RUN: `[name=]NAME[,required]`. */
export function parseDevice(flag: Flag): DeviceOption | Fault {
  const fail = (message: string, hint?: string): Fault => ({
    code: 'invalid-device',
    message,
    hint,
    start: flag.valueStart,
    end: flag.valueEnd,
  });
  const fields = parseCsv(flag.value ?? '');
  if ('fault' in fields) return fail(`failed to parse csv devices: ${fields.fault}`);
  let name = '';
  let required = false;
  for (const { text } of fields) {
    const equals = text.indexOf('=');
    const key = (equals < 0 ? text : text.slice(0, equals)).toLowerCase();
    const value = equals < 0 ? undefined : text.slice(equals + 1);
    if (key === 'required') {
      const parsed = value === undefined ? true : parseGoBoolean(value);
      if (parsed === undefined) return fail(`invalid value for required: ${value}`);
      required = parsed;
    } else if (key === 'name' && value !== undefined) {
      if (name !== '') return fail(`device name already set to ${name}`);
      name = value;
    } else if (name === '') name = text;
    else if (value === undefined) return fail(`invalid field '${text}' must be a key=value pair`);
    else {
      const near = suggest(key, ['name', 'required']);
      return fail(`unexpected key '${key}' in '${text}'`, near === undefined ? undefined : `did you mean ${near}?`);
    }
  }
  return { name, required };
}
