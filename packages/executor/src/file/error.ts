import { StrakeError, type StrakeErrorOptions } from '@strake/core';

export type FileOpErrorCode =
  /** A source of COPY or ADD does not exist in its input. `data.path` names it. */
  | 'SOURCE_NOT_FOUND'
  /** A wildcard that is none: a class not closed, a backslash at the end. */
  | 'INVALID_PATTERN'
  /** --chmod is neither octal nor a symbolic mode. */
  | 'INVALID_MODE'
  /** Something that is no directory is in the way of one. */
  | 'NOT_A_DIRECTORY'
  /** A directory is in the way of a file. */
  | 'IS_A_DIRECTORY'
  /** Symbolic links in a circle. */
  | 'LINK_LOOP'
  /** An owner is given by name where no passwd file can be: on scratch, or with --link. */
  | 'NO_USERS'
  /** The base's passwd or group file is no file, or too big. */
  | 'INVALID_USERS_FILE'
  /** An archive is broken. */
  | 'BAD_ARCHIVE'
  /** An archive names files outside of its root. */
  | 'UNSAFE_ARCHIVE'
  /** An archive is packed in a way that nothing here can read. */
  | 'NO_DECOMPRESSOR';

/** COPY, ADD or WORKDIR cannot be done. */
export class FileOpError extends StrakeError<FileOpErrorCode> {
  readonly code: FileOpErrorCode;

  constructor(code: FileOpErrorCode, message: string, options: StrakeErrorOptions = {}) {
    super(message, options);
    this.code = code;
  }
}
