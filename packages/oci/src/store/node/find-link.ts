import { lstatSync } from 'node:fs';
import { join } from 'node:path';

/** The first of `names` that is a link in `directory`: in one that may come from elsewhere nothing is to happen through it. */
export function findLink(directory: string, ...names: readonly string[]): string | undefined {
  return names.find((name) => lstatSync(join(directory, name), { throwIfNoEntry: false })?.isSymbolicLink());
}
