import type { RunNode } from '@strake/parser';
import { parseBoolean } from '../build-args.ts';
import { splitCsv } from '../csv.ts';
import { fail, type Span } from '../fault.ts';
import { didYouMean } from '../suggestion.ts';

export interface Device {
  readonly name: string;
  readonly required: boolean;
}

/** The devices of RUN --device: `[name=]NAME[,required]`. */
export function runDevices(node: RunNode): readonly Device[] {
  return node.flags.flatMap((flag) =>
    flag.name === 'device' && flag.value !== undefined ? [parseDevice(flag.value, flag)] : [],
  );
}

function parseDevice(text: string, span: Span): Device {
  const fields = splitCsv(text) ?? fail('invalid-device', `failed to parse csv devices: ${text}`, { span });
  return fields.reduce<Device>((device, field) => withField(device, field, span), { name: '', required: false });
}

function withField(device: Device, field: string, span: Span): Device {
  const equals = field.indexOf('=');
  const key = (equals < 0 ? field : field.slice(0, equals)).toLowerCase();
  const value = equals < 0 ? undefined : field.slice(equals + 1);
  if (key === 'required') return { ...device, required: value === undefined || requiredValue(value, span) };
  if (key === 'name' && value !== undefined) {
    return device.name === ''
      ? { ...device, name: value }
      : fail('invalid-device', `device name already set to ${device.name}`, { span });
  }
  if (device.name === '') return { ...device, name: field };
  const hint = didYouMean(key, ['name', 'required']);
  const message =
    value === undefined ? `invalid field '${field}' must be a key=value pair` : `unexpected key '${key}' in '${field}'`;
  return fail('invalid-device', message, { span, ...(hint === undefined ? {} : { hint }) });
}

function requiredValue(text: string, span: Span): boolean {
  return parseBoolean(text) ?? fail('invalid-device', `invalid value for required: ${text}`, { span });
}
