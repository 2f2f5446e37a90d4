import { goQuote } from '@strake/core';
import type { Word } from '../ast/nodes.ts';
import type { Fault } from '../fault.ts';

/** The fault of a stage's name, if it has one. Case does not matter. */
export function stageNameFault(alias: Word): Fault | undefined {
  const name = alias.text;
  if (/^[a-z][a-z0-9\-_.]*$/.test(name.toLowerCase())) return undefined;
  return {
    code: 'invalid-stage-name',
    message: `invalid name for build stage: ${goQuote(name)}, name can't start with a number or contain symbols`,
    start: alias.start,
    end: alias.end,
  };
}
