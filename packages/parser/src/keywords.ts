import type { InstructionName } from './ast/nodes.ts';

/** All instruction names, lower-cased. */
export const INSTRUCTION_NAMES: readonly InstructionName[] = [
  'add',
  'arg',
  'cmd',
  'copy',
  'entrypoint',
  'env',
  'expose',
  'from',
  'healthcheck',
  'label',
  'maintainer',
  'onbuild',
  'run',
  'shell',
  'stopsignal',
  'user',
  'volume',
  'workdir',
];

const BY_SPELLING = new Map<string, InstructionName>(
  INSTRUCTION_NAMES.flatMap((name) => [
    [name, name],
    [name.toUpperCase(), name],
  ]),
);
const LONGEST = 'healthcheck'.length;

/** The instruction a keyword names, in any case. */
export function instructionName(keyword: string): InstructionName | undefined {
  if (keyword.length > LONGEST) return undefined;
  return BY_SPELLING.get(keyword) ?? BY_SPELLING.get(keyword.toLowerCase());
}
