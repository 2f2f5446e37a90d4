import { StrakeError, type StrakeErrorOptions } from '@strake/core';

export type SandboxErrorCode =
  /** No way to isolate a command works here. The hint lists what to install or change. */
  | 'NO_DRIVER'
  /** The driver that was asked for does not work here. */
  | 'DRIVER_UNAVAILABLE'
  /** The driver in use cannot give a command what it asks for. */
  | 'DRIVER_LIMIT'
  /** The jail process could not start or died. */
  | 'JAIL_FAILED'
  /** The store's file system cannot carry snapshots, or has no room for them. */
  | 'STORE_UNUSABLE'
  /** A layer's bytes do not have the digest they should have, or cannot be unpacked. */
  | 'LAYER_INVALID'
  /** Making, capturing or removing a snapshot failed. */
  | 'SNAPSHOT_FAILED'
  /** A file of a snapshot is missing, no regular file, or too large. */
  | 'FILE_UNREADABLE'
  /** USER names somebody whom the root file system does not know. */
  | 'RUN_USER_NOT_FOUND'
  | 'RUN_GROUP_NOT_FOUND'
  /** A uid or gid out of range, or a passwd or group file that is none. */
  | 'RUN_USER_INVALID'
  /** USER other than root where only one uid can be had. */
  | 'SINGLE_UID_USER'
  /** The working directory cannot be made. */
  | 'RUN_CWD_INVALID'
  /** The runtime could not start the command. */
  | 'RUN_FAILED'
  /** Nothing here runs programs of the image's CPU. The hint says what does. */
  | 'INTERPRETER_MISSING'
  /** A resource limit of an unknown name or value. */
  | 'RUN_LIMIT_INVALID'
  /** No control group can be had for the limits that were asked for. */
  | 'LIMITS_UNAVAILABLE'
  /** A mount's target is `/` or cannot be made. */
  | 'MOUNT_TARGET_INVALID'
  /** A mount's source is missing or leads nowhere inside its own root. */
  | 'MOUNT_SOURCE_NOT_FOUND'
  /** The kernel refused a mount. */
  | 'MOUNT_FAILED';

/** What goes wrong with jails, snapshots and commands in them. */
export class SandboxError extends StrakeError<SandboxErrorCode> {
  readonly code: SandboxErrorCode;
  constructor(code: SandboxErrorCode, message: string, options: StrakeErrorOptions = {}) {
    super(message, options);
    this.code = code;
  }
}

/** What went wrong elsewhere, with the code it has there: a store that is full, a registry that does not answer. */
class ForeignError extends StrakeError {
  readonly code: string;
  constructor(code: string, message: string, options: StrakeErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** A `StrakeError` as JSON, to cross from one process to another. */
export interface WireError {
  readonly code: string;
  /** Whether it is one of others than this package. */
  readonly foreign?: true;
  readonly message: string;
  readonly hint?: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** `error` as JSON; what is no `StrakeError` gets the code `fallback`. */
export function toWire(error: unknown, fallback: SandboxErrorCode): WireError {
  if (error instanceof StrakeError) {
    const { code, message, hint, data } = error;
    const foreign = error instanceof SandboxError ? {} : ({ foreign: true } as const);
    return { code, ...foreign, message, data, ...(hint === undefined ? {} : { hint }) };
  }
  return { code: fallback, message: error instanceof Error ? error.message : String(error), data: {} };
}

export function fromWire({ code, foreign, message, hint, data }: WireError): StrakeError {
  const options = { data, ...(hint === undefined ? {} : { hint }) };
  return foreign
    ? new ForeignError(code, message, options)
    : new SandboxError(code as SandboxErrorCode, message, options);
}
