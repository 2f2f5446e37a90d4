import { readFileSync } from 'node:fs';

/** Of this package, in the sources as in the bundle. */
export function version(): string {
  const manifest = new URL('../../package.json', import.meta.url);
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version;
}
