import { readFileSync } from 'node:fs';
import { BuildError } from '../error.ts';

/** Of this package, in the sources as in the bundle of its own. Throws `PACKAGE_INCOMPLETE`. */
export function version(): string {
  const { name, version: number } = manifestAt(new URL('../../package.json', import.meta.url));
  if (name === 'strake' && number !== undefined) return number;
  throw new BuildError('PACKAGE_INCOMPLETE', `strake does not find its own files from ${import.meta.url}`, {
    hint: 'a program that is bundled must leave out strake and @strake/* (external), and have them installed',
  });
}

function manifestAt(file: URL): { readonly name?: string; readonly version?: string } {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as object;
  } catch {
    return {};
  }
}
