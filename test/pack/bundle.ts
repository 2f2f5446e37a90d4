/**
 * Bundles the CLI and the processes that it starts into `packages/strake/dist/bundle`: a program of few files starts three
 * times as fast as one of hundreds, and CommonJS faster than modules: Node links those one by one, and of each of its own
 * it loads all that has a name. Runs after install; `bin/strake.js` takes the bundle while it is newer than the sources.
 */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ChunkingContext, type CodeSplittingOptions, type Plugin, rolldown } from 'rolldown';

const PACKAGES = join(import.meta.dirname, '../../packages');
const OUT = join(PACKAGES, 'strake/dist/bundle');

/**
 * A file each: what processes and threads have in common would be a dozen small files, and each takes as long to find as to
 * load. But the jail starts its first worker before it loads the rest of its code. Names are those by which they are started
 * beside what starts them.
 */
const CHILDREN = {
  'jail-main': 'sandbox/src/jail/jail-main.ts',
  'worker-main': 'sandbox/src/jail/worker-main.ts',
  'index-thread-main': 'oci/src/layer/node/index-thread-main.ts',
  'follow-thread-main': 'oci/src/store/node/follow-thread-main.ts',
  'look-thread-main': 'context/src/node/look-thread-main.ts',
  'hash-thread-main': 'context/src/node/hash-thread-main.ts',
  'portion-thread-main': 'context/src/node/portion-thread-main.ts',
  'read-thread-main': 'sandbox/src/snapshot/read-thread-main.ts',
  'starter-thread-main': 'sandbox/src/runtime/oci/starter-thread-main.ts',
  'launcher-main': 'sandbox/src/runtime/unshare/launcher-main.ts',
  'chroot-main': 'sandbox/src/chroot/chroot-main.ts',
  'keeper-main': 'sandbox/src/chroot/keeper-main.ts',
  'chroot-launcher-main': 'sandbox/src/chroot/chroot-launcher-main.ts',
};

/** Those that every build with a command starts are run from compiled code, by a file that bears their name. */
const KEPT = new Set(['jail-main', 'worker-main']);

const reached = new Set<string>();
const BUILD = join(PACKAGES, 'strake/src/cli/commands/build.ts');

/**
 * What is loaded together is one file, with all that it imports and no file before it has. What commands share with a build
 * has files of its own, of nothing that only they need.
 */
const TOGETHER = [
  { name: 'core', test: /packages\/core\/src\// },
  { name: 'cli', test: /strake\/src\/cli\/main\.ts$/ },
  { name: 'start', test: /strake\/src\/cli\/start-ahead\.ts$/ },
  { name: 'parser', test: /packages\/parser\/src\// },
  { name: 'store', test: /packages\/oci\/src\//, ofBuild: true },
  { name: 'commands', test: /strake\/src\/(?:error|cli\/(?:files\/(?:find|read)|render|options\/values))/ },
  { name: 'images', test: /strake\/src\/(?:images|output|input\/(?:registry|platform))/, ofBuild: true },
  { name: 'build', test: /strake\/src\/cli\/commands\/build\.ts$/ },
].map(({ name, test, ofBuild = false }, i, { length }) => ({
  debugName: name,
  name: (id: string, context: ChunkingContext) => (ofBuild && !buildImports(context).has(id) ? null : name),
  test,
  priority: length - i,
}));

/** Runs a file beside it from compiled code. Who asks Node to keep that means what this keeps. */
function startKept(file: string): string {
  return `'use strict';
const { keep, run } = require('../../bin/kept-code.js');
require('node:module').flushCompileCache = keep;
run(require('node:path').join(__dirname, '${file}'));
`;
}

/** Modules that are loaded with the build. */
function buildImports(context: ChunkingContext): ReadonlySet<string> {
  if (reached.size === 0) reached.add(BUILD);
  for (const id of reached) for (const imported of context.getModuleInfo(id)?.importedIds ?? []) reached.add(imported);
  return reached;
}

/** V8 keeps and reads what has other characters at twice the size. In strings and patterns an escape means the same. */
const ascii: Plugin = {
  name: 'ascii',
  generateBundle(_, files) {
    for (const file of Object.values(files))
      if (file.type === 'chunk') file.code = file.code.replace(/[^\0-\x7f]/g, escaped);
  },
};

/**
 * What is loaded where it is used: a module of Node that brings many others along and that few runs of a program need, and the
 * parser, which can wait until a registry has been asked.
 */
const late: Plugin = {
  name: 'late',
  generateBundle(_, files) {
    for (const file of Object.values(files)) if (file.type === 'chunk') file.code = withLate(file.code);
  },
};

const LATE =
  /^(?:let|const) (node_fs_promises|require_parser) = (require\("(?:node:fs\/promises|\.\/chunk-parser\.js)"\));$/gm;

function withLate(code: string): string {
  const found = [...code.matchAll(LATE)];
  return found.reduce(
    (text, [line, name = '', load = '']) => text.replace(line, '').replaceAll(new RegExp(`\\b${name}\\b`, 'g'), load),
    code,
  );
}

/**
 * Koffi's entry asks for all that node:util has, which loads half of Node, and is there for who asks for what is deprecated.
 * What it hands out is its native part.
 */
const nativeKoffi: Plugin = {
  name: 'native-koffi',
  resolveId: (id) => (id === 'koffi' ? NATIVE_KOFFI : undefined),
  load: (id) => (id === NATIVE_KOFFI ? TAKE_KOFFI : undefined),
};

const NATIVE_KOFFI = '\0native-koffi';
const TAKE_KOFFI = `
import { createRequire } from 'node:module';
const here = createRequire(__filename);
let native;
try {
  native = createRequire(here.resolve('koffi'))('@koromix/koffi-' + process.platform + '-' + process.arch);
} catch {
  native = here('koffi').default;
}
export default native;
`;

const escaped = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;

rmSync(OUT, { recursive: true, force: true });
await Promise.all(
  Object.entries(CHILDREN).map(([name, file]) =>
    bundle({ [KEPT.has(name) ? `${name}-code` : name]: file }, name === 'jail-main', name),
  ),
);
for (const name of KEPT) writeFileSync(join(OUT, `${name}.js`), startKept(`${name}-code.js`));
writeFileSync(join(OUT, 'package.json'), '{ "type": "commonjs" }\n');
// Last: where one of the others fails, `bin/strake.js` finds no bundle and takes the sources.
await bundle({ cli: 'strake/src/cli/main.ts' }, { groups: TOGETHER }, 'chunk');

async function bundle(
  entry: Record<string, string>,
  codeSplitting: CodeSplittingOptions | boolean,
  chunk: string,
): Promise<void> {
  const made = await rolldown({
    input: Object.fromEntries(Object.entries(entry).map(([name, file]) => [name, join(PACKAGES, file)])),
    platform: 'node',
    transform: { target: 'node22.18' },
    external: [/^node:/],
    plugins: [nativeKoffi, ascii, late],
  });
  await made.write({
    dir: OUT,
    format: 'cjs',
    strict: true,
    comments: { legal: true, annotation: false, jsdoc: false },
    entryFileNames: '[name].js',
    chunkFileNames: `${chunk}-[name].js`,
    codeSplitting,
  });
  await made.close();
}
