import { lstatSync } from 'node:fs';
import { STATUS_WORDS, writeStatus } from './status.ts';

/** Names to look at: one text, as that passes between threads faster than many. */
export interface LookTask {
  /** Absolute, without a slash at its end. */
  readonly directory: string;
  /** With slashes between them. */
  readonly names: string;
}

/** Their statuses, in rows. */
export function look({ directory, names }: LookTask): BigUint64Array<ArrayBuffer> {
  const list = names.split('/');
  const words = new BigUint64Array(list.length * STATUS_WORDS);
  for (const [i, name] of list.entries()) {
    try {
      const status = lstatSync(`${directory}/${name}`, { bigint: true, throwIfNoEntry: false });
      writeStatus(words, i * STATUS_WORDS, status);
    } catch {
      // Whoever needs it looks again, and says what is wrong.
    }
  }
  return words;
}
