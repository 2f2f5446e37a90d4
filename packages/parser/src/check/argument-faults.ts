import { goQuote, suggest } from '@strake/core';
import type { InstructionName } from '../ast/nodes.ts';
import type { Fault } from '../fault.ts';
import { INSTRUCTION_NAMES } from '../keywords.ts';
import type { InstructionHead } from '../lexer/tokenize.ts';
import { flagFault } from './flag-faults.ts';

/** What the grammar could not take of an instruction, in the order BuildKit looks. `argument` counts from zero. */
export interface Rejected {
  readonly head: InstructionHead;
  readonly keyword: string;
  readonly args: readonly { readonly start: number; readonly end: number; readonly text: string }[];
  readonly isJson: boolean;
  /** The keyword after ONBUILD, in capitals. */
  readonly trigger: { readonly name: string; readonly start: number; readonly end: number } | undefined;
}

/** Why BuildKit refuses an instruction that does not fit its grammar. */
export function argumentFault(rejected: Rejected): Fault {
  const { head } = rejected;
  if (head.name === undefined) return unknownInstruction(rejected);
  const flags = checksFlagsFirst(head.name) ? flagFault(head.name, head.flags) : undefined;
  return flags ?? shapeFault(head.name, rejected);
}

function checksFlagsFirst(name: InstructionName): boolean {
  return name === 'env' || name === 'label' || name === 'shell' || name === 'run' || name === 'cmd';
}

function shapeFault(name: InstructionName, rejected: Rejected): Fault {
  const { head, args } = rejected;
  const command = name.toUpperCase();
  const fail = (code: Fault['code'], message: string, from = 0): Fault => {
    const place = args.length > from ? args[from] : undefined;
    return { code, message, start: place?.start ?? head.start, end: args.at(-1)?.end ?? head.textEnd };
  };
  switch (name) {
    case 'from':
      return fail('from-arguments', 'FROM requires either one or three arguments');
    case 'copy':
    case 'add':
      return fail(
        'missing-destination',
        `${command} requires at least two arguments, but only one was provided. Destination could not be determined`,
      );
    case 'maintainer':
    case 'user':
    case 'workdir':
    case 'stopsignal':
      return fail('one-argument', `${command} requires exactly one argument`);
    case 'shell':
      if (args.length > 0 && !rejected.isJson)
        return { ...fail('json-required', 'SHELL requires the arguments to be in JSON form'), hint: jsonHint(args) };
      break;
    case 'healthcheck':
      if (args.length > 0) return healthcheckShapeFault(rejected, fail);
      break;
    case 'onbuild':
      if (rejected.trigger !== undefined) return triggerFault(rejected);
      break;
    default:
      break;
  }
  return fail('missing-argument', `${command} requires at least one argument`);
}

type Fail = (code: Fault['code'], message: string, from?: number) => Fault;

function healthcheckShapeFault(rejected: Rejected, fail: Fail): Fault {
  const type = rejected.args[0]?.text.toUpperCase() ?? '';
  if (type === 'NONE') return fail('healthcheck-arguments', 'HEALTHCHECK NONE takes no arguments', 1);
  const flags = flagFault('healthcheck', rejected.head.flags);
  if (flags !== undefined) return flags;
  if (type === 'CMD') return fail('healthcheck-command', 'Missing command after HEALTHCHECK CMD');
  return fail('healthcheck-type', `Unknown type ${goQuote(type)} in HEALTHCHECK (try CMD)`);
}

function triggerFault({ head, trigger }: Rejected): Fault {
  const { name, start, end } = trigger ?? { name: '', start: head.start, end: head.keywordEnd };
  const flags = flagFault('onbuild', head.flags);
  if (flags !== undefined) return flags;
  if (name !== 'ONBUILD')
    return { code: 'forbidden-trigger', message: `${name} isn't allowed as an ONBUILD trigger`, start, end };
  return { code: 'chained-onbuild', message: "Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed", start, end };
}

function unknownInstruction({ head, keyword }: Rejected): Fault {
  return {
    code: 'unknown-instruction',
    message: `unknown instruction: ${keyword}`,
    start: head.start,
    end: head.keywordEnd,
    hint: instructionHint(keyword),
  };
}

function instructionHint(keyword: string): string | undefined {
  // What the marks before UTF-16 become where they are read as UTF-8.
  if (/^\ufffd|\0/.test(keyword)) return 'the file is not UTF-8, but perhaps UTF-16: save it as UTF-8';
  // Templates are full of keywords that are no words.
  const near = /^[a-z]/i.test(keyword) ? suggest(keyword, CAPITALS) : undefined;
  return near === undefined ? undefined : `did you mean ${near}?`;
}

/** `SHELL bash -c` as the array it was meant to be. */
function jsonHint(args: readonly { readonly text: string }[]): string {
  const words = args.flatMap((arg) => arg.text.split(/\s+/)).filter((word) => word !== '');
  return `write SHELL ${JSON.stringify(words).replaceAll(',', ', ')}`;
}

const CAPITALS: readonly string[] = INSTRUCTION_NAMES.map((name) => name.toUpperCase());
