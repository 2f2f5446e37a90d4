import { join } from 'node:path';
import { type BuildInput, build } from 'strake';
import { expect } from 'vitest';
import { StrakeError } from '../../../packages/core/src/index.ts';
import { type GuardedPlace, listing } from './guarded-place.ts';

export interface GuardedOutcome {
  /** Codes of the error and of what caused it; empty for none. */
  readonly codes: readonly string[];
  /** Messages of the same. */
  readonly error: string;
  /** What the image holds, in the form of `listing`; empty after an error. */
  readonly files: readonly string[];
}

/**
 * Builds in a store of its own and writes the files out. Whatever comes of it: nothing outside is touched, and nothing of
 * what lies there gets in. Throws what is no error of ours.
 */
export async function buildGuarded(
  place: GuardedPlace,
  input: Omit<BuildInput, 'home' | 'outputs'>,
): Promise<GuardedOutcome> {
  const before = place.guarded();
  const work = place.inside();
  const dest = join(work, 'out');
  let failures: readonly StrakeError[] = [];
  try {
    await build({ ...input, home: join(work, 'home'), outputs: [{ type: 'local', dest }] });
  } catch (error) {
    failures = chainOf(error);
    if (failures.length === 0) throw error;
  }
  expect(place.guarded()).toEqual(before);
  const files = failures.length > 0 ? [] : listing(dest);
  expect(files.filter((line) => line.includes('untouched'))).toEqual([]);
  return { codes: failures.map(({ code }) => code), error: failures.map(({ message }) => message).join('\n'), files };
}

function chainOf(error: unknown): readonly StrakeError[] {
  return error instanceof StrakeError ? [error, ...chainOf(error.cause)] : [];
}
