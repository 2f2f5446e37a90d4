import type { RunNode } from '@strake/parser';
import { parseBoolean } from '../build-args.ts';
import { splitCsv } from '../csv.ts';

export interface Device {
  readonly name: string;
  readonly required: boolean;
}

/** The devices of RUN --device: `[name=]NAME[,required]`. The parser refuses anything else. */
export function runDevices(node: RunNode): readonly Device[] {
  return node.flags.flatMap(({ name, value }) =>
    name === 'device' && value ? [readDevice(splitCsv(value) ?? [])] : [],
  );
}

function readDevice(fields: readonly string[]): Device {
  const name = fields.find((field) => !isRequired(field)) ?? '';
  const required = fields.findLast(isRequired);
  return { name: name.replace(/^name=/i, ''), required: required !== undefined && saysYes(required) };
}

function isRequired(field: string): boolean {
  return /^required(?:=|$)/i.test(field);
}

function saysYes(field: string): boolean {
  const equals = field.indexOf('=');
  return equals < 0 || parseBoolean(field.slice(equals + 1)) === true;
}
