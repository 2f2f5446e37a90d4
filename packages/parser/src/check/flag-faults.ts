import { suggest } from '@strake/core';
import type { Flag, InstructionName } from '../ast/nodes.ts';
import type { Fault } from '../fault.ts';
import { FLAGS, type FlagSpec, flagSpec } from './flag-table.ts';

/** The first fault among an instruction's flags. */
export function flagFault(instruction: InstructionName, flags: readonly Flag[]): Fault | undefined {
  if (flags.length === 0) return undefined;
  const seen = new Set<string>();
  for (const flag of flags) {
    const spec = flagSpec(instruction, flag.name);
    if (spec === undefined) return unknownFlag(instruction, flag);
    if (spec.type !== 'strings' && seen.has(flag.name))
      return { code: 'duplicate-flag', message: `duplicate flag specified: --${flag.name}`, ...placeOf(flag) };
    seen.add(flag.name);
    const fault = valueFault(flag, spec);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

/** The value of a flag that may be given once; `absent` unless given. */
export function flagValue(flags: readonly Flag[], name: string, absent = ''): string {
  return flags.find((flag) => flag.name === name)?.value ?? absent;
}

function unknownFlag(instruction: InstructionName, flag: Flag): Fault {
  const near = suggest(flag.name, Object.keys(FLAGS[instruction]));
  return {
    code: 'unknown-flag',
    message: `unknown flag: --${flag.name}`,
    hint: near === undefined ? undefined : `did you mean --${near}?`,
    ...placeOf(flag),
  };
}

function valueFault(flag: Flag, spec: FlagSpec): Fault | undefined {
  const isMissing = spec.type === 'boolean' ? flag.value === '' : flag.value === undefined;
  if (isMissing)
    return { code: 'missing-flag-value', message: `missing a value on flag: --${flag.name}`, ...placeOf(flag) };
  if (spec.type !== 'boolean' || flag.value === undefined || /^(?:true|false)$/i.test(flag.value)) return undefined;
  const message = `expecting boolean value for flag --${flag.name}, not: ${flag.value}`;
  return { code: 'invalid-boolean', message, ...placeOf(flag) };
}

function placeOf(flag: Flag): { start: number; end: number } {
  return { start: flag.start, end: flag.end };
}
