import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startThreads } from '@strake/core';
import { SandboxError } from '../../error.ts';
import { mount, MountFlag } from '../../syscalls/mount.ts';
import { guardProgram } from '../guarded-program.ts';
import { inputPipe } from '../input-pipe.ts';
import type { Job, JobExit, RunningJob, Runtime } from '../job.ts';
import { type ConfigOptions, ociConfig } from './config.ts';
import { createFilteringStarter } from './filtering-starter.ts';
import { separateComplaint } from '../own-complaint.ts';
import { programFailure } from '../program-failure.ts';
import { complaintForm, execComplaint } from './exec-complaint.ts';
import {
  type RuntimeProcess,
  type RuntimeProgram,
  startRuntime,
  startWaitingRuntime,
  type WaitingRuntime,
} from './runtime-process.ts';

export interface OciRuntimeOptions {
  readonly name: 'crun' | 'runc';
  readonly program: string;
  /** For bundles and the runtime's state, which are in memory; exists, absolute. */
  readonly directory: string;
  readonly config: ConfigOptions;
  /** For a runtime that would take long to compile a filter: it is started ahead with this one (see `ociRemainder`). */
  readonly shared?: Uint8Array | undefined;
  /** What the runtime needs of the jail around it. */
  readonly surroundings: { enter(): void; leave(): void };
}

/** Milliseconds between looks for the process that a signal is for, while the runtime has not yet started it. */
const RETRY = 1;

/** Runs jobs with crun or runc. One is always started ahead: it takes as long as all that comes after. */
export function createOciRuntime(options: OciRuntimeOptions): Runtime {
  const { name, program, directory, config, surroundings } = options;
  // In memory: a configuration holds the command's environment, in which secrets may be.
  mount({
    source: 'tmpfs',
    target: directory,
    type: 'tmpfs',
    flags: MountFlag.nosuid | MountFlag.nodev,
    data: 'mode=0700',
  });
  const state = join(directory, 'state');
  mkdirSync(state, { mode: 0o700 });
  surroundings.enter();
  const guarded: RuntimeProgram = { name, state, program: guardProgram(program, join(directory, name)) };
  const { shared } = options;
  const [filtering] = shared ? startThreads(1, () => createFilteringStarter(shared)) : [];
  let serial = 0;
  let closed = false;
  let waiting: WaitingRuntime | undefined;
  const bundle = (): string => join(directory, `run-${serial++}`);
  const describe = (job: Job, hasShared: boolean): string => JSON.stringify(ociConfig(job, { ...config, hasShared }));
  const startAhead = (): void => {
    if (!closed) waiting ??= startWaitingRuntime(guarded, bundle(), filtering?.start);
  };
  const startWaiting = (job: Job): RuntimeProcess | undefined => {
    // Of commands that start together only one finds a runtime that waits, and each is to have the filter.
    const ready = waiting ?? (filtering && startWaitingRuntime(guarded, bundle(), filtering.start));
    waiting = undefined;
    setImmediate(startAhead);
    if (ready?.configure(describe(job, filtering !== undefined))) return ready;
    ready?.discard();
    return undefined;
  };
  const startFor = (job: Job): RuntimeProcess => {
    const { input, entrances } = job;
    const ready = input || entrances || (filtering && wantsOwnFilter(job)) ? undefined : startWaiting(job);
    if (ready) return ready;
    return startRuntime(guarded, bundle(), describe(job, false), { input: input !== undefined, entrances });
  };
  if (filtering) void filtering.ready.then(startAhead);
  else startAhead();
  return {
    takesTerminals: false,
    sharedFilters: filtering ? 1 : 0,
    start(job) {
      return follow(name, job, startFor(job));
    },
    close() {
      closed = true;
      waiting?.discard();
      filtering?.end();
      surroundings.leave();
    },
  };
}

/**
 * Whether the filter that all commands share is not for this one. Of the calls to be held, an older libseccomp leaves out what
 * it does not know (fchmodat2): the whole profile refuses that.
 */
function wantsOwnFilter({ insecure, bindsDevices }: Job): boolean {
  return insecure || bindsDevices === true;
}

function follow(name: RuntimeProgram['name'], job: Job, runtime: RuntimeProcess): RunningJob {
  const { stdout, log, pidFile } = runtime;
  const [file = ''] = job.args;
  const stderr = separateComplaint(runtime.stderr.readable, runtime.ended, complaintForm(name, job));
  let over = false;
  const exited = runtime.ended
    .then(async (code) => {
      if (runtime.fate() === 'signal') endOrphan(pidFile);
      return explain(code, log, { name, file, said: await stderr.complaint });
    })
    .finally(() => {
      over = true;
      runtime.remove();
    });
  const signal = (name: NodeJS.Signals): void => signalInit(name, pidFile, () => over);
  const input = runtime.input ? { input: inputPipe(runtime.input.writable) } : {};
  return { stdout: stdout.readable, stderr: stderr.readable, exited, signal, kill: () => signal('SIGKILL'), ...input };
}

interface Command {
  readonly name: RuntimeProgram['name'];
  readonly file: string;
  /** Docker's words for what the runtime said in the command's stderr. */
  readonly said: string | undefined;
}

/** Throws when it was the runtime that failed, not the command or its file. */
function explain(code: number, log: string, { name, file, said }: Command): JobExit {
  if (said !== undefined) return programFailure(said);
  const message = code === 0 ? undefined : lastError(log);
  if (message === undefined) return { code };
  const complaint = execComplaint(message, file);
  // Of runc they stand in stderr already.
  if (complaint !== undefined)
    return name === 'runc' ? { code: programFailure(complaint).code } : programFailure(complaint);
  throw new SandboxError('RUN_FAILED', `${name} cannot start the command: ${message}`, { data: { runtime: name } });
}

function lastError(log: string): string | undefined {
  try {
    const lines = readFileSync(log, 'utf8').trim().split('\n');
    const entries = lines.filter((line) => line !== '').map((line) => JSON.parse(line) as LogLine);
    return entries.findLast(({ level }) => level === undefined || level === 'error')?.msg;
  } catch {
    return undefined;
  }
}

interface LogLine {
  readonly level?: string;
  readonly msg?: string;
}

/** For the command's first process, with which its pid namespace ends. One for the runtime itself would leave it running. */
function signalInit(name: NodeJS.Signals, pidFile: string, over: () => boolean): void {
  if (over()) return;
  const pid = readPid(pidFile);
  if (pid === undefined) setTimeout(() => signalInit(name, pidFile, over), RETRY);
  else send(pid, name);
}

/** Ends the command of a runtime that was killed: crun's would live on without it. */
function endOrphan(pidFile: string): void {
  const pid = readPid(pidFile);
  if (pid !== undefined) send(pid, 'SIGKILL');
}

function send(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended by itself.
  }
}

function readPid(file: string): number | undefined {
  try {
    const pid = Number(readFileSync(file, 'utf8'));
    return pid > 0 ? pid : undefined;
  } catch {
    return undefined;
  }
}
