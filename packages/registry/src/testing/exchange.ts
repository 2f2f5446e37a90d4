/** A request as the memory registry got it. */
export interface ReceivedRequest {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  /** The `Authorization` header, or `''`. */
  readonly authorization: string;
  /** The `Range` header, or `''`. */
  readonly range: string;
  /** The `Content-Type` header, or `''`. */
  readonly type: string;
  readonly body: Uint8Array;
}

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  /** Breaks the connection after so many bytes of the body; `never` does not answer at all. */
  readonly cutAfter?: number | 'never';
}

/** What a test wants to go wrong: for some requests it changes the answer. */
export type Fault = (request: ReceivedRequest) => ((answer: Answer) => Answer) | undefined;

/**
 * Changes the answers to requests whose `METHOD path` matches, the first `times` of them: `failing(/GET .*blobs/,
 * truncated(10), 1)`.
 */
export function failing(pattern: RegExp, change: (answer: Answer) => Answer, times: number = Infinity): Fault {
  let left = times;
  return ({ method, path }) => (pattern.test(`${method} ${path}`) && left-- > 0 ? change : undefined);
}

/** The first of several faults that has something to say. */
export function anyFault(...faults: readonly Fault[]): Fault {
  return (request) => faults.map((fault) => fault(request)).find((change) => change !== undefined);
}

/** An answer of this status without content. */
export function status(code: number, headers: Readonly<Record<string, string>> = {}): (answer: Answer) => Answer {
  return () => ({ status: code, headers });
}

export function redirectTo(location: string): (answer: Answer) => Answer {
  return status(307, { location });
}

/** Other bytes of the same number. */
export function wrongBytes(answer: Answer): Answer {
  return { ...answer, body: (answer.body ?? new Uint8Array()).map((byte) => byte ^ 1) };
}

/** More bytes than announced anywhere. */
export function longer(answer: Answer): Answer {
  return { ...answer, body: Buffer.concat([answer.body ?? new Uint8Array(), Buffer.alloc(100)]) };
}

/** Fewer bytes, properly ended. */
export function shorter(answer: Answer): Answer {
  return { ...answer, body: (answer.body ?? new Uint8Array()).subarray(0, -1) };
}

/** A connection that breaks after so many bytes. */
export function truncated(after: number): (answer: Answer) => Answer {
  return (answer) => ({ ...answer, cutAfter: after });
}

export function silent(answer: Answer): Answer {
  return { ...answer, cutAfter: 'never' };
}
