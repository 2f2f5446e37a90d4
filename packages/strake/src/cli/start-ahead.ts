import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { rememberedTrees, startLookThreadsAhead } from '@strake/context/ahead';
import { startJailAhead } from '@strake/sandbox/ahead';
import { lastBuildPlace } from '../build-facts/last-build-place.ts';
import { defaultHome } from '../home.ts';
import { likelyRun } from '../input/likely-run.ts';

/** With these no command runs, or where it runs is chosen. */
const OTHER = /^(--check|--call|--driver|--help|-h)(=|$)/;
const LONGEST = 1024 * 1024;

/**
 * Starts the sandbox's process while the code of the build is still loading, where a RUN is likely, and the threads that look
 * at a large context. A guess from the arguments, the Dockerfile's text and what the store remembers: a wrong one costs time,
 * and nothing else.
 */
export async function startAhead(args: readonly string[], cwd: string, env: NodeJS.ProcessEnv): Promise<void> {
  if (args.some((arg) => OTHER.test(arg))) return;
  // A process comes up while threads do.
  const started = isTrue(() => mayRun(args, cwd, defaultHome(env))) ? startJailAhead() : undefined;
  if (isTrue(() => hadLargeContext(contextOf(args, cwd), defaultHome(env)))) startLookThreadsAhead();
  if (started === undefined) return;
  // Loaded while this process would wait for the other: most bases are asked for in a registry.
  process.getBuiltinModule('node:http');
  await started;
}

/** What is wrong is said by the build. */
function isTrue(guess: () => boolean): boolean {
  try {
    return guess();
  } catch {
    return false;
  }
}

/** Whether a RUN is likely that is in no cache. */
function mayRun(args: readonly string[], cwd: string, home: string): boolean {
  const file = realpathSync(dockerfileOf(args, cwd));
  const stat = statSync(file);
  const { size, mtimeMs } = stat;
  // Reading a pipe would wait for its other end.
  if (!stat.isFile() || size > LONGEST || !likelyRun(readFileSync(file, 'utf8'))) return false;
  const built = statSync(lastBuildPlace(file, home), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return built <= mtimeMs || args.includes('--no-cache');
}

function hadLargeContext(context: string, home: string): boolean {
  const root = realpathSync.native(context);
  const { kind, key } = rememberedTrees(root === '/' ? '' : root);
  return existsSync(join(home, 'records', kind, `${key}.json`));
}

function contextOf(args: readonly string[], cwd: string): string {
  return resolve(cwd, args.at(-1) ?? '.');
}

function dockerfileOf(args: readonly string[], cwd: string): string {
  const at = args.findIndex((arg) => arg === '-f' || arg === '--file');
  const flag = args.find((arg) => arg.startsWith('--file='))?.slice('--file='.length);
  const file = at >= 0 ? args[at + 1] : flag;
  return file === undefined ? join(contextOf(args, cwd), 'Dockerfile') : resolve(cwd, file);
}
