import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { delimiter, isAbsolute } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ByteStream } from '@strake/core';
import { OciError } from '../../error.ts';
import { corrupt } from '../codec.ts';

/** Any number of bzip2 streams, by the system's `bzip2`. Throws `COMPRESSION_INVALID`, `PROGRAM_MISSING`. */
export function unbzip2(data: ByteStream, signal?: AbortSignal): ByteStream {
  return throughProgram(data, { program: 'bzip2', args: ['-dc'] }, signal);
}

/** Any number of xz streams that want at most 512 MiB of memory, by the system's `xz`. Throws `COMPRESSION_INVALID`, `PROGRAM_MISSING`. */
export function unxz(data: ByteStream, signal?: AbortSignal): ByteStream {
  return throughProgram(data, { program: 'xz', args: ['-dcq', '--memlimit-decompress=512MiB'] }, signal);
}

interface Filter {
  readonly program: string;
  readonly args: readonly string[];
}

/** The program is gone when the stream ends, is left early, or is aborted. */
async function* throughProgram(data: ByteStream, filter: Filter, signal: AbortSignal | undefined): ByteStream {
  signal?.throwIfAborted();
  const child = spawn(filter.program, filter.args, { stdio: ['pipe', 'pipe', 'pipe'], env: cleanEnvironment() });
  const stop = (): unknown => child.kill('SIGKILL');
  signal?.addEventListener('abort', stop);
  const ended = exitOf(child);
  const complaint = firstText(child.stderr);
  let failure: unknown;
  const observed = observe(data, (error) => (failure = error));
  const source = Readable.from(observed, { objectMode: false });
  const fed = pipeline(source, child.stdin).catch(() => undefined);
  try {
    const broken = yield* whatComes(child.stdout);
    const [exit] = await Promise.all([ended, fed]);
    signal?.throwIfAborted();
    if (failure !== undefined) throw failure;
    if (exit instanceof Error) throw notRun(filter, exit);
    if (exit !== 0)
      throw corrupt(filter.program, new Error((await complaint) || `${filter.program} exited with ${exit}`));
    if (broken !== undefined) throw broken;
  } finally {
    signal?.removeEventListener('abort', stop);
    stop();
    source.destroy();
    await Promise.all([ended, fed]);
  }
}

/** Returns what ended the stream before its end: a program that did not start, or was killed. */
async function* whatComes(stream: Readable): AsyncGenerator<Uint8Array, unknown> {
  try {
    yield* stream as AsyncIterable<Uint8Array>;
    return undefined;
  } catch (error) {
    return error;
  }
}

/** Tells a failing source from a program that stops reading, which its exit code explains. */
async function* observe(data: ByteStream, failed: (error: unknown) => void): ByteStream {
  try {
    yield* data;
  } catch (error) {
    failed(error);
    throw error;
  }
}

/** The exit code, the signal that ended it, or why it did not start. */
async function exitOf(child: ChildProcess): Promise<number | string | Error> {
  try {
    const [code, killer] = (await once(child, 'close')) as [number | null, string | null];
    return code ?? killer ?? 'nothing';
  } catch (error) {
    return error as Error;
  }
}

function notRun({ program }: Filter, cause: Error): OciError {
  return new OciError('PROGRAM_MISSING', `cannot run ${program}, which unpacks data of its kind`, {
    cause,
    hint: `install ${program === 'xz' ? 'xz-utils' : program}, or unpack the file first`,
    data: { program },
  });
}

async function firstText(stream: Readable): Promise<string> {
  let text = '';
  for await (const chunk of stream.setEncoding('utf8')) if (text.length < 1000) text += String(chunk);
  return text.trim().slice(0, 1000);
}

/** Variables such as XZ_OPT would change what the program does; a relative PATH would find it in the working directory. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const path = (process.env['PATH'] ?? '/usr/bin:/bin').split(delimiter).filter(isAbsolute).join(delimiter);
  return { PATH: path, LC_ALL: 'C' };
}
