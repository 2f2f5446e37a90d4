import type { Readable } from 'node:stream';
import type { Capability } from './capabilities.ts';
import type { RunSignal } from './run-signal.ts';

/** A command with everything resolved to what exists in the jail: what a runtime starts. */
export interface Job {
  /** A safe name, unique in the session. */
  readonly id: string;
  /** Where the root file system is mounted. */
  readonly rootfs: string;
  readonly args: readonly string[];
  readonly env: readonly string[];
  /** Exists. */
  readonly cwd: string;
  readonly uid: number;
  readonly gid: number;
  /** Supplementary groups, the primary one among them. */
  readonly groups: readonly number[];
  readonly hostname: string;
  /** A namespace by its path, or a new one without any way out, or the host's. */
  readonly network: JobNetwork;
  /** All capabilities of the user namespace, no system call filter, nothing masked. */
  readonly insecure: boolean;
  /** Of Docker's default; absent: all of it. */
  readonly capabilities?: readonly Capability[];
  /** Whether nothing can be written but in mounts. */
  readonly readonlyRoot?: true;
  /** Whether devices of the image are among the mounts: who removes or renames one must not find it busy. */
  readonly bindsDevices?: true;
  /** Beside the system's own, in the order in which they are made. */
  readonly mounts: readonly JobMount[];
  readonly limits: readonly JobLimit[];
  /** Files of a control group that take the id of the command's process. */
  readonly entrances?: readonly string[];
  /** Absent: the command reads nothing. With a terminal, its output comes on stdout alone. */
  readonly input?: { readonly terminal?: WindowSize };
  /** Bytes of /dev/shm. */
  readonly shmSize: number;
}

/** Characters of a terminal. */
export interface WindowSize {
  readonly columns: number;
  readonly rows: number;
}

/** What a command reads. */
export interface JobInput {
  /** Resolves when the chunk is taken: wait for that before the next. */
  write(chunk: Uint8Array): Promise<void>;
  end(): void;
  resize(size: WindowSize): void;
}

export type JobNetwork = 'none' | 'host' | { readonly path: string };

export type BindFlag = 'ro' | 'nosuid' | 'nodev' | 'noexec';

/** A mount inside the root file system. */
export type JobMount =
  | {
      readonly kind: 'bind';
      readonly source: string;
      readonly target: string;
      readonly directory: boolean;
      /** Those that the source's own mount has: a runtime that sets flags anew must set these. */
      readonly flags: readonly BindFlag[];
    }
  | {
      readonly kind: 'tmpfs';
      readonly target: string;
      readonly size?: number;
      readonly mode: number;
      readonly readonly?: true;
    };

/** A resource limit by its number of getrlimit(2) and its POSIX name. */
export interface JobLimit {
  readonly resource: number;
  readonly name: string;
  readonly soft: bigint;
  readonly hard: bigint;
}

/** How a command ended. */
export interface JobExit {
  /** 128 + signal number when a signal killed it. */
  readonly code: number;
  /** Why the command's own file could not be executed: belongs into its stderr. */
  readonly complaint?: string;
}

/** A started command. */
export interface RunningJob {
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Present when the job has an input. */
  readonly input?: JobInput;
  /** Throws `RUN_FAILED` when the runtime could not start it. */
  readonly exited: Promise<JobExit>;
  /** For the command's own process, as soon as there is one. */
  signal(name: RunSignal): void;
  /** Ends it and everything it started, at once. Idempotent. */
  kill(): void;
}

/** A way to isolate a command. Lives in the jail. */
export interface Runtime {
  /** Whether a job may have a terminal. */
  readonly takesTerminals: boolean;
  /** Whether commands are told that owners were changed where only one exists. */
  readonly feignsOwners?: boolean;
  /** Whether it reads the command's passwd and group files itself, and waits for a fifo in their place. */
  readonly readsAccounts?: boolean;
  /** Filters of system calls that commands inherit from it beside their own. Default: 0. */
  readonly sharedFilters?: number;
  start(job: Job): RunningJob;
  /** Gives up what is kept ready. */
  close(): void;
}
