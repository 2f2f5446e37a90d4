import { closeSync, constants, mkdirSync, openSync, renameSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { basename, join } from 'node:path';
import { makeFifo } from '../../syscalls/file.ts';
import { throughEntrances } from '../entrances.ts';
import { createInputPipe, type InputPipe } from '../input-pipe.ts';
import { createOutputPipe, type OutputPipe } from '../output-pipe.ts';
import { type RuntimeChild, type StartChild, startChild } from './runtime-child.ts';

export interface RuntimeProgram {
  readonly name: 'crun' | 'runc';
  readonly program: string;
  /** For the runtime's state; exists, absolute. */
  readonly state: string;
}

/** A runtime that has been started for one container. */
export interface RuntimeProcess extends RuntimeChild {
  /** Absent: it has none. */
  readonly input: InputPipe | undefined;
  readonly stdout: OutputPipe;
  readonly stderr: OutputPipe;
  /** Where the runtime writes what it has to say, and the id of the container's first process. */
  readonly log: string;
  readonly pidFile: string;
  /** Removes its files. */
  remove(): void;
}

/** One that waits for its configuration. */
export interface WaitingRuntime extends RuntimeProcess {
  /** Lets it begin. False: it cannot be told, for it is gone, or has no room for that much. */
  configure(config: string): boolean;
  /** Ends one that has not begun. */
  discard(): void;
}

export interface RuntimeStart {
  /** Whether the container reads from a pipe. */
  readonly input: boolean;
  /** See `Job.entrances`. */
  readonly entrances?: readonly string[] | undefined;
}

const CONFIG = 'config.json';

/** Starts the runtime for the configuration `config`. `bundle` is a new directory; its name is the container's id. */
export function startRuntime(
  program: RuntimeProgram,
  bundle: string,
  config: string,
  options: RuntimeStart,
): RuntimeProcess {
  mkdirSync(bundle, { mode: 0o700 });
  writeFileSync(join(bundle, CONFIG), config);
  return startProcess(program, bundle, startChild, options);
}

/**
 * Starts the runtime ahead of its container: its configuration is a fifo, at which it waits. Runtimes may read the file more
 * than once: as soon as the fifo has something to read, a plain file takes its place.
 */
export function startWaitingRuntime(
  program: RuntimeProgram,
  bundle: string,
  start: StartChild = startChild,
): WaitingRuntime {
  mkdirSync(bundle, { mode: 0o700 });
  const path = join(bundle, CONFIG);
  makeFifo(path);
  // Also for reading: opened only for writing, it would have to wait for the runtime.
  const fifo = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
  const started = startProcess(program, bundle, start, { input: false });
  let open = true;
  const close = (): void => {
    if (open) closeSync(fifo);
    open = false;
  };
  started.ended.then(close, close);
  const discard = (): void => {
    started.kill();
    close();
    started.remove();
  };
  return {
    ...started,
    configure(config) {
      if (started.fate() !== undefined || !open) return false;
      const plain = join(bundle, 'plain.json');
      writeFileSync(plain, config);
      if (!takesAll(fifo, Buffer.from(config))) return false;
      renameSync(plain, path);
      close();
      return true;
    },
    discard,
  };
}

function takesAll(pipe: number, bytes: Uint8Array): boolean {
  try {
    return writeSync(pipe, bytes) === bytes.byteLength;
  } catch {
    return false;
  }
}

function startProcess(
  program: RuntimeProgram,
  bundle: string,
  start: StartChild,
  { input, entrances }: RuntimeStart,
): RuntimeProcess {
  const [log, pidFile] = [join(bundle, 'log'), join(bundle, 'pid')];
  const command = commandLine(program, bundle, { log, pidFile });
  const stdout = createOutputPipe();
  const stderr = createOutputPipe();
  const pipe = input ? createInputPipe() : undefined;
  const child = start(
    {
      command: entrances ? throughEntrances(entrances, command) : command,
      directory: bundle,
      env: { PATH: process.env['PATH'], XDG_RUNTIME_DIR: program.state },
      stdout: stdout.write,
      stderr: stderr.write,
    },
    pipe,
  );
  for (const output of [stdout, stderr]) output.handedOver();
  const remove = (): void => rmSync(bundle, { recursive: true, force: true });
  return { ...child, input: pipe, stdout, stderr, log, pidFile, remove };
}

function commandLine(
  { name, program, state }: RuntimeProgram,
  bundle: string,
  { log, pidFile }: Pick<RuntimeProcess, 'log' | 'pidFile'>,
): readonly string[] {
  const rootless = name === 'crun' ? ['--cgroup-manager=disabled'] : ['--rootless=true'];
  const create = ['--bundle', bundle, '--pid-file', pidFile];
  return [program, '--root', state, '--log', log, '--log-format=json', ...rootless, 'run', ...create, basename(bundle)];
}
