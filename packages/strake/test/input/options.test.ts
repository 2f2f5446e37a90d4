import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import {
  build,
  explainContext,
  type ImageStore,
  listContext,
  openImageStore,
  registryOptions,
  runImage,
} from '../../src/index.ts';

const home = mkdtempSync(join(tmpdir(), 'strake-options-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

const CALLS = { build, runImage, listContext, openImageStore, explainContext, registryOptions } as Readonly<
  Record<string, (input: unknown, more?: unknown) => unknown>
>;

/** What is said to a wrong input, with the hint behind an arrow. */
const WRONG: readonly (readonly [call: string, input: unknown, said: string | RegExp])[] = [
  ['build', undefined, 'build: the input must be an object, not undefined'],
  ['build', 'app', 'build: the input must be an object, not a string'],
  ['build', [], 'build: the input must be an object, not a list'],
  ['build', { tag: 'app:1' }, 'build: tag is no option -> did you mean tags?'],
  ['build', { buildArgs: {} }, /^build: buildArgs is no option -> known are context, dockerfile, .*onEvent$/],
  ['build', { constructor: 1 }, /^build: constructor is no option -> known are /],
  ['build', { tags: 'app:1' }, 'build: tags must be a list, not a string'],
  ['build', { tags: ['a', 5] }, 'build: tags[1] must be a string, not 5'],
  ['build', { context: 7 }, 'build: context must be a path, a URL, a stream, a source or files, not 7'],
  ['build', { context: { a: 5 } }, /^build: context\["a"\] must be a string, a Uint8Array, or an entry .*, not 5$/],
  ['build', { context: { a: {} } }, /^build: context\["a"\] must be .*, not an object$/],
  ['build', { context: [{ a: { data: 5 } }] }, 'build: context[0]["a"].data must be a string or a Uint8Array, not 5'],
  ['build', { context: { a: { type: 'dir' } } }, /^build: context\["a"\]\.type must be "file", .*, not "dir"/],
  ['build', { context: { a: { type: 'symlink' } } }, 'build: context["a"].target must be a string, not undefined'],
  ['build', { context: new URL('file:///app') }, 'build: context must be an object, not a URL'],
  ['build', { context: Promise.resolve('.') }, 'build: context must be an object, not a Promise'],
  ['build', { args: new Map([['A', '1']]) }, 'build: args must be an object, not a Map'],
  // oxlint-disable-next-line no-sparse-arrays
  ['build', { tags: [, 'app:1'] }, 'build: tags[0] must be a string, not undefined'],
  ['build', { allow: ['network'] }, /^build: allow\[0\] must be "network.host", .* or "device=NAME", not a string$/],
  [
    'build',
    { extraHosts: [{ host: 'a', ip: 'b' }] },
    'build: extraHosts[0].ip must be an IP address or "host-gateway", not a string',
  ],
  ['build', { extraHosts: [{ host: 'a\nb', ip: '::1' }] }, /^build: extraHosts\[0\]\.host must be a name on one line/],
  ['build', { shmSize: 1.5 }, 'build: shmSize must be a whole number, 0 or more, not 1.5'],
  ['build', { outputs: [{ type: 'oci', dest: '' }] }, /^build: outputs\[0\]\.dest must be a path or /],
  [
    'build',
    { contexts: { base: null } },
    'build: contexts["base"] must be a path, a URL, a stream, a source or files, not null',
  ],
  ['build', { dockerfile: { name: 'x' } }, 'build: dockerfile.text must be a string, not undefined'],
  ['build', { args: { A: 1 } }, 'build: args["A"] must be a string, not 1'],
  ['build', { secrets: { key: 5 } }, 'build: secrets["key"] must be a string or a Uint8Array, not 5'],
  ['build', { noCache: 'base' }, 'build: noCache must be true or false, not a string'],
  [
    'build',
    { network: 'hots' },
    'build: network must be "default", "none" or "host", not "hots" -> did you mean host?',
  ],
  ['build', { platforms: [{ os: 'linux' }] }, 'build: platforms[0].architecture must be a string, not undefined'],
  ['build', { outputs: { type: 'oci' } }, 'build: outputs must be a list, not an object'],
  [
    'build',
    { outputs: [{ type: 'oic', dest: 'a' }] },
    /outputs\[0\]\.type must be "oci", .* or "cacheonly", not "oic" -> did you mean oci\?$/,
  ],
  [
    'build',
    { outputs: [{ type: 'oci' }] },
    'build: outputs[0].dest must be a path or a function that takes a stream, not undefined',
  ],
  [
    'build',
    { outputs: [{ type: 'oci', dst: 'a', dest: 'b' }] },
    'build: outputs[0].dst is no option -> did you mean dest?',
  ],
  [
    'build',
    { outputs: [{ type: 'tar', dest: 'a', compression: 'gzip' }] },
    /^build: outputs\[0\]\.compression is no option/,
  ],
  ['build', { cacheTo: [{ type: 'local', src: 'a', dest: 'b' }] }, /^build: cacheTo\[0\]\.src is no option/],
  ['build', { cacheMountsTo: { type: 'directory' } }, 'build: cacheMountsTo.path must be a string, not undefined'],
  [
    'build',
    { cacheMountsTo: { type: 'oci', path: 'a', maxSize: 0 } },
    'build: cacheMountsTo.maxSize must be a number above 0, not 0',
  ],
  [
    'build',
    { cacheMountsFrom: { type: 'oci', path: 'a', maxSize: 1 } },
    /^build: cacheMountsFrom\.maxSize is no option/,
  ],
  ['build', { limits: { memory: '1g' } }, 'build: limits.memory must be a number above 0, not a string'],
  [
    'build',
    { registry: { mirrors: { 'docker.io': 'http://x' } } },
    'build: registry.mirrors["docker.io"] must be a list, not a string',
  ],
  ['build', { signal: { aborted: false } }, 'build: signal must be an AbortSignal, not an object'],
  ['build', { onEvent: console }, 'build: onEvent must be a function, not a Console'],
  ['build', { parallelism: 0 }, 'build: parallelism must be a number above 0, not 0'],
  ['runImage', {}, 'runImage: image must be a name, or an image that build has made, not undefined'],
  ['runImage', { image: { layers: 1 } }, /^runImage: image must be a name, or an image /],
  ['runImage', { image: 'a' }, 'runImage: io must be an object, not undefined'],
  ['runImage', { image: 'a', io: { output: 1 } }, 'runImage: io.output must be a function, not 1'],
  ['listContext', { contex: '.' }, 'listContext: contex is no option -> did you mean context?'],
  ['explainContext', { context: '.' }, 'explainContext: path must be a string, not undefined'],
  ['registryOptions', undefined, 'registryOptions: env must be an object, not undefined'],
  ['openImageStore', { home: 5 }, 'openImageStore: home must be a string, not 5'],
];

test.each(WRONG)('%s(%j)', async (call, input, said) => {
  await checkSaid(() => CALLS[call]?.(input), said);
});

test.each<readonly [string, (store: ImageStore) => unknown, string | RegExp]>([
  ['inspect', (store) => store.inspect(5 as never), 'inspect: name must be a string, not 5'],
  ['tag', (store) => store.tag('a', undefined as never), 'tag: name must be a string, not undefined'],
  ['save', (store) => store.save('a' as never, 'x'), 'save: names must be a list, not a string'],
  ['load', (store) => store.load(Buffer.from('x') as never), 'load: source must be a path or a stream, not a Buffer'],
  ['prune', (store) => store.prune({ al: true } as never), /^prune: options\.al is no option -> did you mean all\?$/],
])('an image store: %s', async (_, use, said) => {
  await using store = await openImageStore({ home });
  await checkSaid(() => use(store), said);
});

test('what is undefined is absent, and no value is told', async () => {
  const dockerfile = { text: 'FROM scratch\nLABEL a=b\n', name: undefined };
  const { images } = await build({ dockerfile, target: undefined, home } as never);
  expect(images).toHaveLength(1);
  expect(await saidTo(() => build({ secrets: 'hunter2' } as never))).toBe(
    'build: secrets must be an object, not a string',
  );
});

async function saidTo(use: () => unknown): Promise<string> {
  try {
    await use();
  } catch (error) {
    const { code, message, hint } = error as {
      readonly code?: string;
      readonly message: string;
      readonly hint?: string;
    };
    expect(code).toBe('OPTION_INVALID');
    return hint === undefined ? message : `${message} -> ${hint}`;
  }
  throw new Error('nothing was said');
}

async function checkSaid(use: () => unknown, said: string | RegExp): Promise<void> {
  const found = await saidTo(use);
  if (typeof said === 'string') expect(found).toBe(said);
  else expect(found).toMatch(said);
}
