import { StrakeError, type StrakeErrorOptions } from '@strake/core';

export type ContextErrorCode =
  /** The context directory, or a file asked for by name, does not exist. */
  | 'NOT_FOUND'
  /** What should be a directory is none, or a Dockerfile is no file. */
  | 'WRONG_TYPE'
  /** The operating system refuses to read a selected entry. `data.path` names it. */
  | 'UNREADABLE'
  /** A file was edited, replaced or moved out of the context between the walk and the reading of it. */
  | 'CHANGED'
  /** The ignore file has patterns that cannot be read. `data.diagnostics` has their places. */
  | 'BAD_IGNORE_FILE'
  /** An entry handed in by code has an impossible path, type or parent. */
  | 'INVALID_ENTRY'
  /** The codec that a packed archive needs is not there. */
  | 'PROGRAM_MISSING'
  /** A context archive is broken or tries to leave its root. */
  | 'BAD_ARCHIVE'
  /** More entries, depth or bytes than a context may have. */
  | 'LIMIT';

/** A build context cannot be read. */
export class ContextError extends StrakeError<ContextErrorCode> {
  readonly code: ContextErrorCode;

  constructor(code: ContextErrorCode, message: string, options: StrakeErrorOptions = {}) {
    super(message, options);
    this.code = code;
  }
}
