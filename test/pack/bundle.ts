/**
 * Bundles the CLI and the processes that it starts into `packages/strake/dist/bundle`: a program of few files starts three
 * times as fast as one of hundreds, and CommonJS faster than modules: Node links those one by one, and of each of its own
 * it loads all that has a name. Runs after install; `bin/strake.js` takes the bundle while it is newer than the sources.
 */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rolldown } from 'rolldown';

const PACKAGES = join(import.meta.dirname, '../../packages');
const OUT = join(PACKAGES, 'strake/dist/bundle');

/** Names are those by which processes and threads are started beside what starts them. */
const ENTRIES = {
  cli: 'strake/src/cli/main.ts',
  main: 'sandbox/src/jail/main.ts',
  'index-thread-main': 'oci/src/layer/node/index-thread-main.ts',
  'look-thread-main': 'context/src/node/look-thread-main.ts',
  'worker-main': 'sandbox/src/jail/worker-main.ts',
  'launcher-main': 'sandbox/src/runtime/unshare/launcher-main.ts',
  'chroot-main': 'sandbox/src/chroot/chroot-main.ts',
  'keeper-main': 'sandbox/src/chroot/keeper-main.ts',
  'chroot-launcher-main': 'sandbox/src/chroot/chroot-launcher-main.ts',
};

rmSync(OUT, { recursive: true, force: true });
const bundle = await rolldown({
  input: Object.fromEntries(Object.entries(ENTRIES).map(([name, file]) => [name, join(PACKAGES, file)])),
  platform: 'node',
  transform: { target: 'node22.18' },
  external: [/^node:/, 'koffi'],
});
await bundle.write({
  dir: OUT,
  format: 'cjs',
  strict: true,
  entryFileNames: '[name].js',
  chunkFileNames: 'chunk-[name].js',
});
await bundle.close();
writeFileSync(join(OUT, 'package.json'), '{ "type": "commonjs" }\n');
