import { Worker } from 'node:worker_threads';
import { moduleBeside } from '@strake/core';
import { SandboxError } from '../../error.ts';
import type { FilteredStart, FromStarter, ToStarter } from './filtered-starts.ts';
import type { ChildStart, RuntimeChild, StartChild } from './runtime-child.ts';

/** Starts programs that cannot but have a filter. */
export interface FilteringStarter {
  readonly start: StartChild;
  /** What it has started runs on. */
  end(): void;
}

interface Started {
  readonly start: ChildStart;
  readonly end: PromiseWithResolvers<number>;
  fate: ReturnType<RuntimeChild['fate']>;
  handedOver: boolean;
}

/** Megabytes of its youngest objects. */
const LIMITS = { maxYoungGenerationSizeMb: 1 };

/**
 * A thread of its own: a filter binds the thread that installs it for good, and what that starts. Programs get no input.
 */
export function createFilteringStarter(filter: Uint8Array): FilteringStarter {
  const thread = new Worker(moduleBeside('starter-thread-main', import.meta.url), {
    workerData: filter,
    env: {},
    execArgv: [],
    resourceLimits: LIMITS,
  });
  thread.unref();
  const send = (message: ToStarter): void => thread.postMessage(message, []);
  const children = new Map<number, Started>();
  let lost: Error | undefined;
  const lose = (error: Error): void => {
    lost ??= error;
    for (const [id, child] of children) settle(id, child, () => fail(child, error));
  };
  const settle = (id: number, child: Started, settled: () => void): void => {
    handOver(child);
    children.delete(id);
    settled();
  };
  thread.on('message', (message: FromStarter) => {
    const child = children.get(message.id);
    if (child === undefined) return;
    if (message.kind === 'started') return handOver(child);
    settle(message.id, child, () => conclude(child, message));
  });
  thread.on('error', lose);
  thread.on('exit', () => lose(new Error('the thread that starts it has ended')));
  let serial = 0;
  return {
    start(start) {
      const id = serial++;
      const child: Started = { start, end: Promise.withResolvers(), fate: undefined, handedOver: false };
      children.set(id, child);
      if (lost) lose(lost);
      else send({ kind: 'start', start: wireForm(id, start) });
      return { ended: child.end.promise, fate: () => child.fate, kill: () => send({ kind: 'kill', id }) };
    },
    end: () => send({ kind: 'close' }),
  };
}

function wireForm(id: number, { command, directory, env, stdout, stderr }: ChildStart): FilteredStart {
  return { id, command, directory, env, stdout: stdout.write, stderr: stderr.write };
}

function handOver(child: Started): void {
  if (child.handedOver) return;
  child.handedOver = true;
  for (const output of [child.start.stdout, child.start.stderr]) output.handedOver();
}

function conclude(child: Started, message: Exclude<FromStarter, { kind: 'started' }>): void {
  if (message.kind === 'failed') return fail(child, new Error(message.message));
  child.fate = message.signalled ? 'signal' : 'exit';
  child.end.resolve(message.code);
}

function fail(child: Started, cause: Error): void {
  child.fate = 'exit';
  child.end.reject(new SandboxError('RUN_FAILED', cause.message, { cause }));
}
