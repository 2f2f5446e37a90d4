import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, writeSync } from 'node:fs';
import { SandboxError } from '../../error.ts';
import { moduleFile } from '../../jail/module-file.ts';
import { enterNamespace, makePipe, NamespaceFlag, unshare } from '../../syscalls/process.ts';
import { ended } from '../ended.ts';
import type { Job, JobExit, RunningJob, Runtime } from '../job.ts';
import { createOutputPipe, type OutputPipe } from '../output-pipe.ts';
import { type LaunchOptions, launchOf } from './launch-of.ts';
import { type LaunchFailure, READY } from './launch.ts';

/** A process that waits to become a command. */
interface Launcher {
  readonly process: ChildProcess;
  readonly orders: number;
  readonly complaints: OutputPipe;
  readonly stdout: OutputPipe;
  readonly stderr: OutputPipe;
  readonly ended: Promise<number>;
}

/** Launchers that wait beside the one in use: their start is hidden behind what runs. */
const SPARE = 2;
const NODE_FLAGS = ['--no-warnings', '--max-semi-space-size=1', '--v8-pool-size=1'];

/** Runs jobs without any runtime: a Node process enters namespaces and becomes the command. */
export function createUnshareRuntime(options: LaunchOptions): Runtime {
  const ownPids = openSync('/proc/self/ns/pid', 'r');
  const spare: Launcher[] = [startLauncher(ownPids)];
  const refill = (): void => {
    while (spare.length < SPARE) spare.push(startLauncher(ownPids));
  };
  return {
    start(job) {
      const launcher = spare.shift() ?? startLauncher(ownPids);
      const running = giveOrders(launcher, job, options);
      setImmediate(refill);
      return running;
    },
    close() {
      for (const { process } of spare.splice(0)) process.kill('SIGKILL');
      closeSync(ownPids);
    },
  };
}

/**
 * A child that is the first of a new pid namespace. This thread's namespace for children is the new one only while the
 * child is forked.
 */
function startLauncher(ownPids: number): Launcher {
  const orders = makePipe();
  const [complaints, stdout, stderr] = [createOutputPipe(), createOutputPipe(), createOutputPipe()];
  unshare(NamespaceFlag.pid);
  const child = spawn(process.execPath, [...NODE_FLAGS, moduleFile('launcher-main', import.meta.url)], {
    stdio: ['ignore', stdout.write, stderr.write, orders.read, complaints.write],
    cwd: '/',
    env: { UV_USE_IO_URING: '0' },
  });
  enterNamespace(ownPids, NamespaceFlag.pid);
  for (const pipe of [complaints, stdout, stderr]) pipe.handedOver();
  closeSync(orders.read);
  const whenEnded = ended(child);
  whenEnded.catch(() => {});
  return { process: child, orders: orders.write, complaints, stdout, stderr, ended: whenEnded };
}

function giveOrders(launcher: Launcher, job: Job, options: LaunchOptions): RunningJob {
  const { process: child, orders, complaints, stdout, stderr } = launcher;
  const said = textOf(complaints);
  writeAll(orders, JSON.stringify(launchOf(job, options)));
  const exited = launcher.ended.then(async (code) => explain(code, await said));
  return { stdout: stdout.readable, stderr: stderr.readable, exited, kill: () => void child.kill('SIGKILL') };
}

async function textOf({ readable }: OutputPipe): Promise<string> {
  let text = '';
  for await (const chunk of readable) text += String(chunk);
  return text;
}

/** A pipe takes 64 KiB at once; the launcher reads what comes. */
function writeAll(fd: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at);
  closeSync(fd);
}

const NOT_EXECUTABLE = 1;
const NO_PROGRAM = 255;

function explain(code: number, said: string): JobExit {
  if (said === READY) return { code };
  if (said === '') throw new SandboxError('RUN_FAILED', `the launcher ended before the command (exit code ${code})`);
  const { step, message } = JSON.parse(said.replace(READY, '')) as LaunchFailure;
  if (step === 'exec') return { code: message.startsWith('exec: ') ? NOT_EXECUTABLE : NO_PROGRAM, complaint: message };
  throw new SandboxError('RUN_FAILED', `cannot set up the command's ${step}: ${message}`, { data: { step } });
}
