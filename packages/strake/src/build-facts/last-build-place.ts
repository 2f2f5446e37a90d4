import { createHash } from 'node:crypto';
import { join } from 'node:path';

/** Kind of the records. */
export const LAST_BUILD = 'last-build';

/** The record's key for the Dockerfile `path`, absolute and without links. */
export function lastBuildKey(path: string): string {
  return createHash('sha256').update(path).digest('hex');
}

/** The record's file in the store `home`. */
export function lastBuildPlace(path: string, home: string): string {
  return join(home, 'records', LAST_BUILD, `${lastBuildKey(path)}.json`);
}
