import type { Layer } from '@strake/oci';
import type { PublishedPort } from '../network/isolated-network.ts';
import type { Snapshot } from '../snapshot/snapshotter.ts';
import type { Capability } from './capabilities.ts';
import type { RunSignal } from './run-signal.ts';

/** Runs commands in snapshots. */
export interface Sandbox {
  readonly name: string;
  /** Throws `SandboxError`; a command that ends with non-zero is no error but an `Exit`. */
  run(rootfs: Snapshot, spec: RunSpec, io: RunIO, signal: AbortSignal): Promise<Exit>;
}

/** What a command sees. */
export interface RunSpec {
  readonly args: readonly string[];
  /** `NAME=value`. Exactly this, plus `HOME` of the user when absent or empty. */
  readonly env: readonly string[];
  /** Absolute; created (0755, owned by the user) when missing. */
  readonly cwd: string;
  /** As in USER: `''`, `name`, `uid`, `user:group`. Resolved in the root file system, confined to it. */
  readonly user: string;
  readonly hostname: string;
  /** OCI's name of the CPU whose programs run, e.g. `arm64`; absent: this machine's. */
  readonly architecture?: string;
  /** `default`: a network of its own with a way out, where that can be had, else the host's. */
  readonly network: 'default' | 'none' | 'host';
  /** Ports of the host that lead to the command: with an isolated network only. */
  readonly ports?: readonly PublishedPort[];
  /** Whether every user may bind ports below 1024: with an isolated network only. */
  readonly lowPorts?: true;
  readonly security: 'sandbox' | 'insecure';
  /** Those of Docker's default that root keeps; absent: all. */
  readonly capabilities?: readonly Capability[];
  /** Whether nothing can be written but in mounts. */
  readonly readonlyRoot?: true;
  readonly mounts: readonly RunMount[];
  readonly extraHosts: readonly { readonly host: string; readonly ip: string }[];
  /** Bytes of /dev/shm; default 64 MiB. */
  readonly shmSize?: number;
  /** What it reads comes from `RunIO.attach`; absent: nothing. */
  readonly input?: 'pipe' | { readonly terminal: { readonly columns: number; readonly rows: number } };
  readonly ulimits: readonly { readonly name: string; readonly soft: number; readonly hard: number }[];
}

/** A mount of a RUN. Targets are absolute inside the root file system; missing ones leave no trace in the layer. */
export type RunMount =
  /** `source` inside the tree that `layers` make, a file or directory. With `writable`, writes are discarded. */
  | {
      readonly type: 'bind';
      readonly target: string;
      readonly layers: readonly Layer[];
      readonly source: string;
      readonly writable: boolean;
    }
  | {
      readonly type: 'cache';
      readonly target: string;
      readonly id: string;
      readonly sharing: 'shared' | 'private' | 'locked';
      readonly readonly: boolean;
      readonly mode: number;
      readonly uid: number;
      readonly gid: number;
      /** Owner and mode are asked for, though they are 0755 of 0:0: it starts empty, and apart from those without. */
      readonly owned?: true;
      /** What a new cache starts from: the owner and mode of that are its own then. */
      readonly seed?: { readonly layers: readonly Layer[]; readonly source: string };
      /** The part of the cache to show, a file or directory in it; absent: all of it. */
      readonly source?: string;
    }
  | { readonly type: 'tmpfs'; readonly target: string; readonly size?: number; readonly readonly?: true }
  /** A file that exists only for the command: secrets and heredoc scripts. Kept in memory, never on disk. */
  | {
      readonly type: 'file';
      readonly target: string;
      readonly data: Uint8Array;
      readonly mode: number;
      readonly uid: number;
      readonly gid: number;
    }
  /** A file or directory of the host itself: what is written there stays. nosuid and nodev. */
  | { readonly type: 'host'; readonly target: string; readonly path: string; readonly readonly: boolean }
  /** A device node of the host. */
  | { readonly type: 'device'; readonly target: string; readonly path: string }
  /** A Unix socket of the host. */
  | {
      readonly type: 'socket';
      readonly target: string;
      readonly path: string;
      readonly mode: number;
      readonly uid: number;
      readonly gid: number;
    };

/** What a command is told while it runs: what it reads, the size of its terminal, signals. */
export interface RunInput {
  /** Resolves when the chunk is taken: wait for that before the next. */
  write(chunk: Uint8Array): Promise<void>;
  end(): void;
  resize(size: { readonly columns: number; readonly rows: number }): void;
  /** For its program alone, which as the first process of its namespace does not hear what it has no handler for. */
  signal(name: RunSignal): void;
}

export interface RunIO {
  /** Called with output as it comes; chunks are not lines. */
  output(stream: 'stdout' | 'stderr', chunk: Uint8Array): void;
  /** Called at the start of a command; what it gives is called at the end. Without `RunSpec.input` nothing is read. */
  attach?(input: RunInput): () => void;
}

export interface Exit {
  /** 128 + signal number when killed by a signal. */
  readonly code: number;
  /** Whether the kernel killed a process of it for want of memory. */
  readonly oom: boolean;
  /** Whether it was killed because its time was over. */
  readonly timedOut?: true;
  /** Why its program could not be executed, as its stderr says too; the code is then that of Docker's builder. */
  readonly complaint?: string;
}
