import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { abortReason } from '@strake/core';
import type { JobInput, RunningJob } from '../runtime/job.ts';
import { programFailure } from '../runtime/program-failure.ts';
import type { Exit } from '../runtime/sandbox.ts';
import type { CallContext } from './peer.ts';
import type { JailSession } from './session.ts';

/** Passes output on until the command has ended and said all. */
export async function superviseJob(
  start: () => RunningJob,
  { params }: Pick<JailSession, 'params'>,
  context: CallContext,
): Promise<Exit> {
  const job = start();
  context.listen({ ...(job.input ?? NOTHING_READ), signal: job.signal });
  const { seconds } = params.limits;
  let timedOut = false;
  const kill = (): void => job.kill();
  const expire = (): void => {
    timedOut = true;
    job.kill();
  };
  const timer = seconds === undefined ? undefined : setTimeout(expire, seconds * 1000);
  context.signal.addEventListener('abort', kill, { once: true });
  if (context.signal.aborted) kill();
  try {
    const { stdout, stderr } = job;
    const [exit] = await Promise.all([job.exited, pump(stdout, 'stdout', context), pump(stderr, 'stderr', context)]);
    if (context.signal.aborted) throw abortReason(context.signal);
    if (exit.complaint !== undefined) return complain(exit.complaint, context);
    return { code: exit.code, oom: false, ...(timedOut ? { timedOut: true as const } : {}) };
  } finally {
    clearTimeout(timer);
    context.signal.removeEventListener('abort', kill);
  }
}

/** The input of a command that reads nothing. */
const NOTHING_READ: JobInput = { write: () => Promise.resolve(), end() {}, resize() {} };

async function pump(stream: Readable, name: 'stdout' | 'stderr', context: CallContext): Promise<void> {
  const ended = once(stream, 'close');
  stream.on('data', (chunk: Uint8Array) => {
    if (context.output(name, chunk)) return;
    stream.pause();
    void context.drained().then(() => stream.resume());
  });
  await ended;
}

/** As Docker's runtime ends where there is no program to execute. */
export function complain(complaint: string, context: CallContext): Exit {
  context.output('stderr', Buffer.from(`${complaint}\n`));
  return { ...programFailure(complaint), oom: false };
}
