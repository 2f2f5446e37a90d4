import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SandboxError } from '../../error.ts';
import { moduleFile } from '../../jail/module-file.ts';
import { enterNamespace, makePipe, NamespaceFlag, unshare } from '../../syscalls/process.ts';
import { ended } from '../ended.ts';
import { guardProgram } from '../guarded-program.ts';
import type { Job, JobExit, RunningJob, Runtime } from '../job.ts';
import { createInputPipe, type InputPipe, inputPipe } from '../input-pipe.ts';
import { createOutputPipe, type OutputPipe } from '../output-pipe.ts';
import { programFailure } from '../program-failure.ts';
import { sendOrders } from '../send-orders.ts';
import { type LaunchOptions, launchOf } from './launch-of.ts';
import { type LaunchFailure, READY, TERMINAL } from './launch.ts';
import { createTerminalEnd } from './terminal-job.ts';

/** A process that waits to become a command. */
interface Launcher {
  readonly process: ChildProcess;
  readonly input: InputPipe | undefined;
  readonly orders: number;
  readonly complaints: OutputPipe;
  readonly stdout: OutputPipe;
  readonly stderr: OutputPipe;
  readonly ended: Promise<number>;
}

/** Launchers that wait beside the one in use: their start is hidden behind what runs. */
const SPARE = 2;
const NODE_FLAGS = ['--no-warnings', '--disable-sigusr1', '--max-semi-space-size=1', '--v8-pool-size=1'];

/** Runs jobs without any runtime: a Node process enters namespaces and becomes the command. */
export function createUnshareRuntime(options: LaunchOptions): Runtime {
  const ownPids = openSync('/proc/self/ns/pid', 'r');
  const program = guardProgram(process.execPath, join(options.directory, 'node'));
  const spare: Launcher[] = [startLauncher(ownPids, program)];
  const refill = (): void => {
    while (spare.length < SPARE) spare.push(startLauncher(ownPids, program));
  };
  return {
    takesTerminals: true,
    start(job) {
      const ready = job.input ? undefined : spare.shift();
      const launcher = ready ?? startLauncher(ownPids, program, job.input !== undefined);
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
function startLauncher(ownPids: number, program: string, takesInput = false): Launcher {
  const input = takesInput ? createInputPipe() : undefined;
  const orders = makePipe();
  const [complaints, stdout, stderr] = [createOutputPipe(), createOutputPipe(), createOutputPipe()];
  unshare(NamespaceFlag.pid);
  const child = spawn(program, [...NODE_FLAGS, moduleFile('launcher-main', import.meta.url)], {
    stdio: [input?.read ?? 'ignore', stdout.write, stderr.write, orders.read, complaints.write],
    cwd: '/',
    // A session of its own: no controlling terminal that the command could read from or type into.
    detached: true,
    env: { UV_USE_IO_URING: '0' },
  });
  enterNamespace(ownPids, NamespaceFlag.pid);
  for (const pipe of [complaints, stdout, stderr]) pipe.handedOver();
  closeSync(orders.read);
  input?.handedOver(child);
  const whenEnded = ended(child);
  whenEnded.catch(() => {});
  return { process: child, input, orders: orders.write, complaints, stdout, stderr, ended: whenEnded };
}

function giveOrders(launcher: Launcher, job: Job, options: LaunchOptions): RunningJob {
  const { process: child, input: pipe, orders, complaints, stdout, stderr } = launcher;
  const terminal = job.input?.terminal && createTerminalEnd(child, pipe, job.input.terminal);
  const said = textOf(complaints, (text) => terminal?.hear(text));
  for (const entrance of job.entrances ?? []) writeFileSync(entrance, String(child.pid));
  sendOrders(orders, JSON.stringify(launchOf(job, options)));
  const exited = launcher.ended.then(async (code) => explain(code, await said)).finally(() => terminal?.ended());
  const signal = (name: NodeJS.Signals): void => void child.kill(name);
  const kill = (): void => signal('SIGKILL');
  if (terminal) {
    const { output, input } = terminal;
    stdout.readable.resume();
    return { stdout: output, stderr: stderr.readable, exited, signal, kill, input };
  }
  const input = pipe ? { input: inputPipe(pipe.writable) } : {};
  return { stdout: stdout.readable, stderr: stderr.readable, exited, signal, kill, ...input };
}

async function textOf({ readable }: OutputPipe, hear: (text: string) => void): Promise<string> {
  let text = '';
  for await (const chunk of readable) {
    text += String(chunk);
    hear(String(chunk));
  }
  return text;
}

function explain(code: number, all: string): JobExit {
  const said = all.replace(TERMINAL, '');
  if (said === READY) return { code };
  if (said === '') throw new SandboxError('RUN_FAILED', `the launcher ended before the command (exit code ${code})`);
  const { step, message } = JSON.parse(said.replace(READY, '')) as LaunchFailure;
  if (step === 'exec') return programFailure(message);
  throw new SandboxError('RUN_FAILED', `cannot set up the command's ${step}: ${message}`, { data: { step } });
}
