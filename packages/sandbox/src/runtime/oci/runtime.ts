import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SandboxError } from '../../error.ts';
import { ended } from '../ended.ts';
import { throughEntrances } from '../entrances.ts';
import type { Job, JobExit, RunningJob, Runtime } from '../job.ts';
import { inputPipe } from '../input-pipe.ts';
import { createOutputPipe } from '../output-pipe.ts';
import { type ConfigOptions, ociConfig } from './config.ts';
import { execExit } from './exec-complaint.ts';

export interface OciRuntimeOptions {
  readonly name: 'crun' | 'runc';
  readonly program: string;
  /** For bundles and the runtime's state; exists, absolute. */
  readonly directory: string;
  readonly config: ConfigOptions;
  /** What the runtime needs of the jail around it. */
  readonly surroundings: { enter(): void; leave(): void };
}

/** Milliseconds between looks for the process to kill, while the runtime has not yet started it. */
const KILL_RETRY = 1;

/** Runs jobs with crun or runc. */
export function createOciRuntime(options: OciRuntimeOptions): Runtime {
  const state = join(options.directory, 'state');
  mkdirSync(state, { mode: 0o700 });
  options.surroundings.enter();
  return {
    takesTerminals: false,
    start: (job) => startJob(options, state, job),
    close: () => options.surroundings.leave(),
  };
}

function startJob(options: OciRuntimeOptions, state: string, job: Job): RunningJob {
  const bundle = join(options.directory, job.id);
  mkdirSync(bundle, { mode: 0o700 });
  writeFileSync(join(bundle, 'config.json'), JSON.stringify(ociConfig(job, options.config)));
  const stdout = createOutputPipe();
  const stderr = createOutputPipe();
  const command = [options.program, ...commandLine(options.name, state, bundle, job.id)];
  const [program = '', ...args] = job.entrances ? throughEntrances(job.entrances, command) : command;
  const child = spawn(program, args, {
    stdio: [job.input ? 'pipe' : 'ignore', stdout.write, stderr.write],
    cwd: bundle,
    env: { PATH: process.env['PATH'], XDG_RUNTIME_DIR: state },
  });
  for (const pipe of [stdout, stderr]) pipe.handedOver();
  let over = false;
  const exited = ended(child)
    .then((code) => explain(code, join(bundle, 'log'), { name: options.name, file: job.args[0] ?? '' }))
    .finally(() => {
      over = true;
      rmSync(bundle, { recursive: true, force: true });
    });
  const kill = (): void => killInit(join(bundle, 'pid'), () => over);
  const input = child.stdin ? { input: inputPipe(child.stdin) } : {};
  return { stdout: stdout.readable, stderr: stderr.readable, exited, kill, ...input };
}

function commandLine(name: string, state: string, bundle: string, id: string): readonly string[] {
  const rootless = name === 'crun' ? ['--cgroup-manager=disabled'] : ['--rootless=true'];
  const log = ['--log', join(bundle, 'log'), '--log-format=json'];
  const create = ['--bundle', bundle, '--pid-file', join(bundle, 'pid')];
  return ['--root', state, ...log, ...rootless, 'run', ...create, id];
}

/** Throws when it was the runtime that failed, not the command or its file. */
function explain(code: number, log: string, { name, file }: { name: string; file: string }): JobExit {
  const message = code === 0 ? undefined : lastError(log);
  if (message === undefined) return { code };
  const exit = execExit(message, file);
  if (exit !== undefined) return exit;
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

/** Kills the command's first process, and so its pid namespace. Signals to the runtime itself would leave it running. */
function killInit(pidFile: string, over: () => boolean): void {
  if (over()) return;
  const pid = readPid(pidFile);
  if (pid === undefined) {
    setTimeout(() => killInit(pidFile, over), KILL_RETRY);
    return;
  }
  try {
    process.kill(pid, 'SIGKILL');
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
