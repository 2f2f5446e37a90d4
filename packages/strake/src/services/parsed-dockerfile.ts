import { setImmediate, setTimeout } from 'node:timers/promises';
import type { FoundDockerfile } from '@strake/context/node';
import { parse, type ParseResult } from '@strake/parser';
import { refuseErrors } from '../diagnose/refuse-errors.ts';
import type { SourceText } from '../error.ts';
import type { BuildInput } from '../input/build-input.ts';
import { likelyBase } from '../input/likely-base.ts';
import { likelyRun } from '../input/likely-run.ts';
import { type KnownBuild, knownBuild } from './known-builds.ts';
import type { BuildServices } from './open-services.ts';

/** What a build is told to do. */
export interface ParsedDockerfile {
  readonly source: SourceText;
  readonly parsed: ParseResult;
  readonly ignoreText: string | undefined;
  readonly known: KnownBuild;
}

/** The Dockerfile: parsed at once, or while a registry is asked for the image that it is based on. */
export function parsedWith(
  local: FoundDockerfile | undefined,
  input: BuildInput,
  signal: AbortSignal,
): (services: BuildServices) => Promise<ParsedDockerfile> {
  const base = local && likelyBase(local.text, input);
  const parsed = local && !base ? parsedFile(local) : undefined;
  return async (services) => {
    const found = local ?? (await services.contextDockerfile());
    const known = knownBuild(found.text, input, services.store);
    if (base) await sent(services.expectImage(base, likelyRun(found.text) && !(await known.seen()), signal));
    return { ...(parsed ?? parsedFile(found)), known };
  };
}

/** Lets requests out before this thread is busy with what a Dockerfile means: the first, and those that follow its answer. */
async function sent(answered: Promise<void>): Promise<void> {
  for (let turn = 0; turn < TURNS; turn++) await setImmediate();
  await import('@strake/parser');
  await Promise.race([answered, setTimeout(SOON, undefined, { ref: false })]);
  for (let turn = 0; turn < TURNS; turn++) await setImmediate();
}

/** Of the event loop, to connect and to write. */
const TURNS = 2;
/** Milliseconds in which a registry answers that is near: one that is far leaves time for all. */
const SOON = 10;

function parsedFile({ path, text, ignoreFile }: FoundDockerfile): Omit<ParsedDockerfile, 'known'> {
  const source: SourceText = { name: path, text };
  const parsed = parse(text);
  refuseErrors(parsed.diagnostics, source);
  return { source, parsed, ignoreText: ignoreFile?.text };
}
