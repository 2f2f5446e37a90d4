import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ifThere } from './disk-error.ts';
import { storePaths } from './store-paths.ts';

/**
 * Removes the marks of blobs that are no more. For who has the store alone (`sweepAlone`): another process may be about to make
 * such a blob anew, and counts on its mark.
 */
export function sweepMarks(directory: string): void {
  const { blobs, fresh, suspect } = storePaths(directory);
  for (const marks of [fresh, suspect])
    for (const hex of ifThere(() => readdirSync(marks)) ?? [])
      if (!existsSync(join(blobs, hex))) rmSync(join(marks, hex), { force: true });
}
