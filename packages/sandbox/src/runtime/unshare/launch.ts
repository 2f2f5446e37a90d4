import type { JobMount, JobNetwork } from '../job.ts';
import type { SystemMount } from '../system-mounts.ts';

/** All that a launcher needs to become the command: JSON. Numbers and lists are resolved before; it only obeys. */
export interface Launch {
  readonly rootfs: string;
  readonly args: readonly string[];
  readonly env: readonly string[];
  readonly cwd: string;
  readonly uid: number;
  readonly gid: number;
  readonly groups: readonly number[];
  readonly hostname: string;
  readonly network: JobNetwork;
  readonly system: readonly SystemMount[];
  /** A read-only view of the host's /sys; absent: the namespaces' own is mounted. */
  readonly hostSys?: string;
  readonly mounts: readonly JobMount[];
  readonly masked: readonly string[];
  readonly readonly: readonly string[];
  readonly readonlyRoot?: true;
  readonly limits: readonly { readonly resource: number; readonly soft: string; readonly hard: string }[];
  /** Numbers of the bounding set. */
  readonly capabilities: readonly number[];
  /** Whether the command gets a terminal. */
  readonly terminal: boolean;
  /** Base64 of a seccomp filter. */
  readonly filter?: string;
  /** A socket in a directory, for the descriptor that answers calls of the filter. */
  readonly listener?: { readonly directory: string; readonly name: string };
  /** Whether groups can be set: not where only one gid exists. */
  readonly setGroups: boolean;
}

/** Descriptors of a launcher: where its `Launch` comes from, and where its `LaunchFailure` goes. */
export const ORDERS_FD = 3;
export const COMPLAINTS_FD = 4;

/** What a launcher says first on `COMPLAINTS_FD` when everything is set up and only exec is left. */
export const READY = '+';

/** What a launcher says when its terminal is there: the number of the descriptor to take; then it waits on its input. */
export const TERMINAL: RegExp = /^T(\d+)\n/;

/** How a launcher ends when it is not the command that ends. */
export interface LaunchFailure {
  readonly step: string;
  readonly message: string;
}
