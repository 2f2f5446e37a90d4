import { StrakeError, type StrakeErrorOptions } from '@strake/core';

export type RegistryErrorCode =
  /** No such repository, tag or blob. */
  | 'IMAGE_NOT_FOUND'
  /** The registry wants other credentials, or none are enough. */
  | 'UNAUTHORIZED'
  /** No connection, or one that broke. */
  | 'UNREACHABLE'
  | 'RATE_LIMITED'
  /** The registry answered with an error of its own. */
  | 'SERVER_ERROR'
  /** What came is not what was announced. */
  | 'MISMATCH'
  /** A reference that is none, a redirect to nowhere, a document that is no manifest. */
  | 'INVALID';

/** A registry could not give what was asked for. */
export class RegistryError extends StrakeError<RegistryErrorCode> {
  readonly code: RegistryErrorCode;
  /** HTTP status, when there was an answer. */
  readonly status?: number;
  /** Whether asking again may help; decided here, once, for all that retry. */
  readonly retryable: boolean;
  /** Times that it is worth asking in all, where that is fewer than usual: an error that takes long to come. */
  readonly attempts: number;

  constructor(
    code: RegistryErrorCode,
    message: string,
    options: StrakeErrorOptions & {
      readonly status?: number;
      readonly retryable?: boolean;
      readonly attempts?: number;
    } = {},
  ) {
    super(message, options);
    this.code = code;
    if (options.status !== undefined) this.status = options.status;
    this.retryable = options.retryable ?? false;
    this.attempts = options.attempts ?? Infinity;
  }
}
