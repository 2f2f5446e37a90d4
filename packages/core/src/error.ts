/**
 * Base of every operational failure of Strake. Each package has one subclass with a closed `code` union.
 * `message` says what failed, on what, expected against found; `hint` says what to do. Neither holds a secret.
 * Bugs are plain `Error`s.
 */
export abstract class StrakeError<C extends string = string> extends Error {
  abstract readonly code: C;
  readonly hint?: string;
  readonly data: Readonly<Record<string, unknown>>;

  constructor(message: string, options: StrakeErrorOptions = {}) {
    super(message, 'cause' in options ? { cause: options.cause } : {});
    this.name = new.target.name;
    if (options.hint !== undefined) this.hint = options.hint;
    this.data = options.data ?? {};
  }
}

export interface StrakeErrorOptions {
  readonly cause?: unknown;
  /** One sentence: what the user can do about it. */
  readonly hint?: string;
  /** Structured facts for programs. */
  readonly data?: Readonly<Record<string, unknown>>;
}

/** A text that should be a digest is not. */
export class InvalidDigestError extends StrakeError<'INVALID_DIGEST'> {
  readonly code = 'INVALID_DIGEST';
  constructor(found: string) {
    super(`not a sha256 digest: ${JSON.stringify(found.slice(0, 100))}`, { data: { found: found.slice(0, 100) } });
  }
}

/** A function was called with a value of another type than its own: a mistake of the program that calls, not of its user. */
export class ArgumentError extends StrakeError<'ARGUMENT_INVALID'> {
  readonly code = 'ARGUMENT_INVALID';
  /** `what`: which argument of which function; what was found is told by its type alone. */
  constructor(what: string, expected: string, found: unknown) {
    const type = found === null ? 'null' : Array.isArray(found) ? 'an array' : `of type ${typeof found}`;
    super(`${what} is ${type}, expected ${expected}`, { data: { what, expected, found: type } });
  }
}

/** The reason of an aborted signal as an error; what every async entry throws when its signal fires. */
export function abortReason(signal: AbortSignal): Error {
  const reason: unknown = signal.reason;
  return reason instanceof Error ? reason : new DOMException('This operation was aborted', 'AbortError');
}
