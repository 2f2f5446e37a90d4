import { writeFileSync } from 'node:fs';
import type { Reporter, SerializedError } from 'vitest/node';

/** Names the file that the errors are written to. */
export const STRAY_ERRORS = 'STRAKE_TEST_STRAY_ERRORS';

/** An error that belongs to no test. */
export interface StrayError {
  /** The test file that was running, as far as vitest knows. */
  readonly file?: string;
  readonly message: string;
}

/** A reporter of what vitest's JSON leaves out: errors of no test, and how the process of a file ended. */
export default class StrayErrors implements Reporter {
  onTestRunEnd(_: unknown, errors: readonly SerializedError[]): void {
    const file = process.env[STRAY_ERRORS];
    if (file !== undefined) writeFileSync(file, JSON.stringify(errors.map(strayError)));
  }
}

function strayError(error: SerializedError): StrayError {
  const chain = chainOf(error);
  const [, ended, file] = chain.map(endOf).find((found) => found !== null) ?? [];
  if (ended !== undefined && file !== undefined) return { file, message: `the process of this file ended: ${ended}` };
  const { VITEST_TEST_PATH: path } = error;
  return {
    ...(typeof path === 'string' ? { file: path } : {}),
    message: error.stack ?? chain.map(({ message }) => message).join(': '),
  };
}

/** In vitest's words. */
function endOf({ message }: SerializedError): RegExpExecArray | null {
  return /^Worker exited unexpectedly(?: with)? (.*?)(?: during \w+ state)? while running test file (.*)$/.exec(
    message,
  );
}

function chainOf(error: SerializedError): readonly SerializedError[] {
  return error.cause ? [error, ...chainOf(error.cause)] : [error];
}
