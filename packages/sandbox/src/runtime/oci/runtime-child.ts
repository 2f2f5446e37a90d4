import { spawn } from 'node:child_process';
import { ended } from '../ended.ts';
import type { InputPipe } from '../input-pipe.ts';
import type { OutputPipe } from '../output-pipe.ts';

/** A started program. */
export interface RuntimeChild {
  /** Exit code; 128 + number for a signal. Throws `RUN_FAILED` when it did not start. */
  readonly ended: Promise<number>;
  /** How it ended; absent while that is not known. */
  fate(): 'exit' | 'signal' | undefined;
  /** At once, wherever it is. */
  kill(): void;
}

/** What to start, and the pipes whose other ends it gets. */
export interface ChildStart {
  readonly command: readonly string[];
  readonly directory: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdout: OutputPipe;
  readonly stderr: OutputPipe;
  /** Absent: it reads nothing. */
  readonly input?: InputPipe | undefined;
}

export type StartChild = (start: ChildStart) => RuntimeChild;

/** Starts a program as a child of this thread, with whose rights it is. */
export const startChild: StartChild = ({ command, directory, env, input, stdout, stderr }) => {
  const [file = '', ...args] = command;
  const child = spawn(file, args, {
    stdio: [input?.read ?? 'ignore', stdout.write, stderr.write],
    cwd: directory,
    env,
  });
  for (const output of [stdout, stderr]) output.handedOver();
  input?.handedOver(child);
  return {
    ended: ended(child),
    fate() {
      if (child.signalCode !== null) return 'signal';
      return child.exitCode === null ? undefined : 'exit';
    },
    kill: () => void child.kill('SIGKILL'),
  };
};
