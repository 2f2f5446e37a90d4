import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { IdMapping } from '../../driver.ts';
import { SandboxError } from '../../error.ts';
import { findProgram } from '../../session/programs.ts';
import { makePipe } from '../../syscalls/process.ts';
import { ended } from '../ended.ts';
import { throughEntrances } from '../entrances.ts';
import { createInputPipe, inputPipe } from '../input-pipe.ts';
import type { Job, JobExit, RunningJob, Runtime } from '../job.ts';
import { type ComplaintForm, separateComplaint } from '../own-complaint.ts';
import { readProgram } from '../program-file.ts';
import { notExecuted, programFailure } from '../program-failure.ts';
import { createOutputPipe, type OutputPipe } from '../output-pipe.ts';
import { sendOrders } from '../send-orders.ts';
import { mountJob } from '../unshare/mount-root.ts';
import { bubblewrapOptions, isInDev, OPTIONS_FD } from './arguments.ts';
import { formatComplaint } from './program-format.ts';
import { workingDirectory } from './working-directory.ts';

export interface BubblewrapRuntimeOptions {
  readonly program: string;
  /** For what the runtime keeps; exists, absolute. */
  readonly directory: string;
  readonly ids: IdMapping;
  /** The seccomp filter of a job that is not `insecure`. */
  readonly filter: Uint8Array;
  /** A read-only view of the host's /sys. */
  readonly hostSys: string;
  /** Whether commands see the jail's own /proc. */
  readonly sharedProc: boolean;
}

/** Runs jobs of root with bubblewrap. */
export function createBubblewrapRuntime(options: BubblewrapRuntimeOptions): Runtime {
  const filter = join(options.directory, 'filter');
  writeFileSync(filter, options.filter, { mode: 0o600 });
  return {
    takesTerminals: false,
    start(job) {
      if (options.sharedProc)
        throw new SandboxError('RUN_FAILED', 'bwrap needs a /proc of its own, and here nobody may mount one');
      if (job.uid !== 0 || job.gid !== 0) throw userError(job);
      mountInRoot(job);
      const placed = { ...job, cwd: workingDirectory(job) };
      const complaint = formatComplaint(placed);
      return complaint === undefined ? startJob(options, filter, placed) : notStarted(complaint);
    },
    close() {},
  };
}

/** A job that has ended before it began. */
function notStarted(complaint: string): RunningJob {
  const [stdout, stderr] = [Readable.from([]), Readable.from([])];
  return { stdout, stderr, exited: Promise.resolve(programFailure(complaint)), signal() {}, kill() {} };
}

function userError({ uid, gid }: Job): SandboxError {
  return new SandboxError('DRIVER_LIMIT', `bwrap runs commands only as root, not as ${uid}:${gid}`, {
    hint: 'choose another driver for USER: --driver crun, runc or unshare',
    data: { uid, gid },
  });
}

/** Through descriptors, so that no link of the image leads out. They go with the mount of the root file system. */
function mountInRoot({ rootfs, mounts }: Job): void {
  const root = openSync(rootfs, 'r');
  try {
    for (const mount of mounts) if (!isInDev(mount)) mountJob(root, mount);
  } finally {
    closeSync(root);
  }
}

function startJob(options: BubblewrapRuntimeOptions, filter: string, job: Job): RunningJob {
  const { program, ids, hostSys } = options;
  const words = bubblewrapOptions(job, { hostSys, kindOf });
  const [stdout, stderr, status] = [createOutputPipe(), createOutputPipe(), createOutputPipe()];
  const orders = makePipe();
  const filterFd = openSync(filter, 'r');
  const command = [...prefix(job, ids), program, '--args', String(OPTIONS_FD), '--', ...job.args];
  const [first = '', ...args] = job.entrances ? throughEntrances(job.entrances, command) : command;
  const pipe = job.input ? createInputPipe() : undefined;
  const child = spawn(first, args, {
    stdio: [pipe?.read ?? 'ignore', stdout.write, stderr.write, orders.read, filterFd, status.write],
    cwd: '/',
    // The command's own environment comes with the options: nothing here may be led astray by it.
    env: { PATH: process.env['PATH'] },
  });
  for (const output of [stdout, stderr, status]) output.handedOver();
  pipe?.handedOver(child);
  for (const fd of [orders.read, filterFd]) closeSync(fd);
  sendOrders(orders.write, words.map((word) => `${word}\0`).join(''));
  const init = followInit(child, status);
  const finished = ended(child);
  const { readable, complaint } = separateComplaint(stderr.readable, finished, complaintForm(job));
  const exited = finished.then(async (code) => {
    const said = await complaint;
    return said === undefined ? explain(code, init) : programFailure(said);
  });
  const input = pipe ? { input: inputPipe(pipe.writable) } : {};
  const { signal } = init;
  return { stdout: stdout.readable, stderr: readable, exited, signal, kill: () => signal('SIGKILL'), ...input };
}

/** What is missing was looked for before: it is what the program needs that bwrap does not find. It says the name alone. */
function complaintForm(job: Job): ComplaintForm {
  return {
    starts: ['bwrap: execvp '],
    translate(text) {
      const [, name, reason] = /^bwrap: execvp (.+): ([^:]+)\n$/s.exec(text) ?? [];
      if (name === undefined || reason === undefined) return undefined;
      return notExecuted(readProgram(job.rootfs, job)?.path ?? name, reason.toLowerCase());
    },
  };
}

/** What bwrap cannot do itself, done before it. */
function prefix({ groups, limits, network }: Job, ids: IdMapping): readonly string[] {
  const setGroups = ids === 'single' ? [] : [required('setpriv'), '--groups', groups.join(','), '--'];
  const bounds = limits.map(
    ({ name, soft, hard }) => `--${name.slice('RLIMIT_'.length).toLowerCase()}=${soft}:${hard}`,
  );
  const setLimits = bounds.length === 0 ? [] : [required('prlimit'), ...bounds, '--'];
  const enter = typeof network === 'object' ? [required('nsenter'), `--net=${network.path}`, '--'] : [];
  return [...setGroups, ...setLimits, ...enter];
}

/** The first process of the command's pid namespace. */
interface Init {
  /** Whether bwrap got as far as to start it. */
  readonly started: Promise<boolean>;
  /** Sends it a signal as soon as it is there. */
  signal(name: NodeJS.Signals): void;
}

/** bwrap itself must live on until its child is gone: only then is the root file system let go of. */
function followInit(child: ChildProcess, { readable }: OutputPipe): Init {
  let text = '';
  const early: NodeJS.Signals[] = [];
  let over = false;
  child.once('exit', () => (over = true));
  const pid = (): number => Number(/"child-pid"\s*:\s*(\d+)/.exec(text)?.[1] ?? 0);
  const signal = (name: NodeJS.Signals): void => {
    if (over) return;
    if (pid() === 0) return void early.push(name);
    try {
      process.kill(pid(), name);
    } catch {
      // It has ended by itself.
    }
  };
  readable.on('data', (chunk: Uint8Array) => {
    text += String(chunk);
    if (pid() !== 0) for (const name of early.splice(0)) signal(name);
  });
  const started = new Promise<boolean>((resolve) => readable.once('close', () => resolve(pid() !== 0)));
  return { started, signal };
}

async function explain(code: number, { started }: Init): Promise<JobExit> {
  if (await started) return { code };
  throw new SandboxError('RUN_FAILED', `bwrap cannot start the command (exit code ${code})`, {
    data: { runtime: 'bwrap' },
  });
}

function kindOf(path: string): 'directory' | 'file' | 'device' | undefined {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return undefined;
  if (stat.isCharacterDevice() || stat.isBlockDevice()) return 'device';
  return stat.isDirectory() ? 'directory' : 'file';
}

function required(name: string): string {
  const path = findProgram(name);
  if (path !== undefined) return path;
  throw new SandboxError('RUN_FAILED', `the program ${name} is missing`, { hint: 'install the package util-linux' });
}
