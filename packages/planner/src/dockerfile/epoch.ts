import type { BuildArgs } from './build-args.ts';
import type { FindContext } from './contexts.ts';
import type { Variables } from './expand.ts';
import { fail, type Span } from './fault.ts';
import type { Stage } from './stages.ts';
import type { Platform } from '@strake/oci/model';

const NAME = 'SOURCE_DATE_EPOCH';

/** The date of the build, and the arguments with the date in its canonical form, or without it. */
export interface Dated {
  /** Seconds since 1970. */
  readonly epoch: number | undefined;
  readonly args: BuildArgs;
  readonly globals: Variables;
}

export interface EpochContext {
  readonly args: BuildArgs;
  readonly globals: Variables;
  readonly stages: readonly Stage[];
  readonly platform: Platform;
  readonly findContext: FindContext;
}

/** SOURCE_DATE_EPOCH of the build arguments, else of a global ARG's default. */
export function datedBuild(context: EpochContext): Dated {
  const { args, globals } = context;
  const given = args.get(NAME) ?? globals.get(NAME);
  if (given === undefined) return { epoch: undefined, args, globals };
  const epoch = given === '' ? undefined : readEpoch(given, context);
  return { epoch, args: withDate(args, epoch), globals: withDate(globals, epoch) };
}

function withDate(variables: Variables, epoch: number | undefined): Variables {
  if (!variables.has(NAME)) return variables;
  const dated = new Map(variables);
  if (epoch === undefined) dated.delete(NAME);
  else dated.set(NAME, String(epoch));
  return dated;
}

/** Local files have no date of their own, so `context` and the names of contexts leave the build without one. */
function readEpoch(text: string, { stages, platform, findContext }: EpochContext): number | undefined {
  if (/^[+-]?\d+$/.test(text) && Number.isSafeInteger(Number(text))) return Number(text);
  if (text === 'context' || findContext(text, platform)) return undefined;
  const stage = stages.find(({ name }) => name === text.toLowerCase());
  if (!stage)
    return fail('invalid-epoch', `invalid SOURCE_DATE_EPOCH: ${text}`, {
      span: START,
      hint: 'give seconds since 1970',
    });
  return fail('unsupported-epoch', `SOURCE_DATE_EPOCH=${text}: the date of a stage's source cannot be asked for`, {
    span: stage.from,
    hint: 'give seconds since 1970, e.g. SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)',
  });
}

/** For what no line of the file is to blame. */
export const START: Span = { start: 0, end: 0 };
