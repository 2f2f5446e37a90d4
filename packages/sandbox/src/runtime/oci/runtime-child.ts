import { spawn } from 'node:child_process';
import { ended } from '../ended.ts';
import type { InputPipe } from '../input-pipe.ts';

export type Fate = 'exit' | 'signal';

/** A started program. */
export interface RuntimeChild {
  /** Exit code; 128 + number for a signal. Throws `RUN_FAILED` when it did not start. */
  readonly ended: Promise<number>;
  /** How it ended; absent while that is not known. */
  fate(): Fate | undefined;
  /** At once, wherever it is. */
  kill(): void;
}

/** What to start, and the descriptors of this process that are its output. */
export interface ChildStart {
  readonly command: readonly string[];
  readonly directory: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdout: number;
  readonly stderr: number;
}

/** Starts a program, which has its descriptors then. Without `input` it reads nothing. */
export type StartChild = (start: ChildStart, input?: InputPipe) => RuntimeChild;

/** As a child of this thread, with whose rights it is. */
export const startChild: StartChild = ({ command, directory, env, stdout, stderr }, input) => {
  const [file = '', ...args] = command;
  const child = spawn(file, args, {
    stdio: [input?.read ?? 'ignore', stdout, stderr],
    cwd: directory,
    env,
  });
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
