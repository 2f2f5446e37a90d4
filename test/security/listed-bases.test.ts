import { randomBytes } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { build, type BuildInput } from 'strake';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { memoryContext } from '../../packages/context/src/index.ts';
import { digestOf, MediaType, readIndex, type Layer } from '../../packages/oci/src/index.ts';
import { nodeHasher } from '../../packages/oci/src/node.ts';
import { listIndex } from '../../packages/oci/src/testing.ts';
import { concat, END, rawEntry } from '../../packages/oci/test/tar/raw-tar.ts';
import { type MemoryRegistry, startMemoryRegistry } from '../../packages/registry/src/testing.ts';
import { listing } from '../conformance/files/listing.ts';
import { type GuardedPlace, openGuardedPlace } from './support/guarded-place.ts';

let place: GuardedPlace;
let registry: MemoryRegistry;
beforeAll(async () => {
  place = openGuardedPlace();
  registry = await startMemoryRegistry();
});
afterAll(async () => {
  place[Symbol.dispose]();
  await registry[Symbol.asyncDispose]();
});

/** As much as layers have that are only listed where a build needs no more of them. */
const BULK = randomBytes(9_000_000);
const bulk = rawEntry({ name: 'bulk', size: BULK.byteLength }, BULK);
const TRUE = concat(rawEntry({ name: 'app/', type: '5', mode: '0000755\0' }), bulk, END);
/** What is copied to /app is in /etc then. */
const FALSE = concat(rawEntry({ name: 'app', type: '2', link: 'etc' }), bulk, END);

const json = (value: object): Uint8Array => new TextEncoder().encode(JSON.stringify(value));
const parsed = (data: Uint8Array | undefined): Record<string, never> =>
  JSON.parse(new TextDecoder().decode(data)) as Record<string, never>;

/** An image with one layer, which it says is `claimed`. */
function addImage(name: string, tar: Uint8Array, claimed: Layer['diffId']): string {
  const added = (data: Uint8Array) => ({ digest: registry.addBlob(data, name), size: data.byteLength });
  const rootfs = { type: 'layers', diff_ids: [claimed] };
  const config = added(json({ os: 'linux', architecture: 'amd64', config: { Labels: { name } }, rootfs }));
  const manifest = {
    schemaVersion: 2,
    mediaType: MediaType.manifest,
    config: { mediaType: MediaType.config, ...config },
    layers: [{ mediaType: MediaType.layerGzip, ...added(gzipSync(tar)) }],
  };
  registry.addManifest(name, 'latest', json(manifest));
  return `${registry.host}/${name}`;
}

let serial = 0;

/** What `COPY f /app/` adds to an image that is pushed beside its base. */
async function copied(base: string, home: string, more: Partial<BuildInput> = {}): Promise<readonly string[]> {
  const [name, tag] = [base.slice(registry.host.length + 1), `built${serial++}`];
  const tags = [`${base}:${tag}`];
  await build({ ...inputOf(base, home), tags, outputs: [{ type: 'image', push: true }], ...more });
  const { layers } = parsed(registry.manifest(name, tag)) as unknown as { readonly layers: { digest: string }[] };
  const tar = gunzipSync(registry.blob(name, layers.at(-1)?.digest as string) as Uint8Array);
  const { entries } = await readIndex(once(tar), digestOf(tar), { createHasher: nodeHasher });
  return listIndex(entries).filter((line) => line.startsWith('-'));
}

function inputOf(base: string, home: string): BuildInput {
  return { context: memoryContext({ f: 'f' }), dockerfile: { text: `FROM ${base}\nCOPY f /app/\n` }, home };
}

async function* once(data: Uint8Array): AsyncGenerator<Uint8Array> {
  yield data;
}

/** The files of an image, whose base has to be brought. */
async function filesOf(base: string, home: string): Promise<string> {
  let files = '';
  const dest = async (tar: AsyncIterable<Uint8Array>): Promise<void> => {
    files = await listing(tar);
  };
  await build({ ...inputOf(base, home), outputs: [{ type: 'tar', dest }] });
  return files;
}

test('an image that says of its blob that it is the layer of another spoils nothing for that', async () => {
  const [honest, liar] = [addImage('honest', TRUE, digestOf(TRUE)), addImage('liar', FALSE, digestOf(TRUE))];
  const home = place.inside();
  expect(await copied(liar, home)).toEqual(['-rw-r--r-- 0:0 etc/f 1']);
  expect(await copied(honest, home)).toEqual(['-rw-r--r-- 0:0 app/f 1']);
  expect(await filesOf(honest, home)).toBe(await filesOf(honest, place.inside()));
  expect(await filesOf(honest, home)).toContain('app/f');
});

test('it is refused where the other has been used', async () => {
  const [honest, liar] = [addImage('honest2', TRUE, digestOf(TRUE)), addImage('liar2', FALSE, digestOf(TRUE))];
  const home = place.inside();
  expect(await copied(honest, home)).toEqual(['-rw-r--r-- 0:0 app/f 1']);
  await expect(copied(liar, home)).rejects.toThrow(/: not layer sha256:\w+, as images that were used claim/);
  expect(await copied(honest, home)).toEqual(['-rw-r--r-- 0:0 app/f 1']);
});

test('it is refused where its bytes are needed', async () => {
  const liar = addImage('liar3', FALSE, digestOf(TRUE));
  const home = place.inside();
  for (const _ of ['first', 'again']) expect(await copied(liar, home)).toEqual(['-rw-r--r-- 0:0 etc/f 1']);
  await expect(filesOf(liar, home)).rejects.toThrow(/an image says that it has layer sha256:\w+, but/);
});

test('what goes to a cache elsewhere is of layers that were verified', async () => {
  const liar = addImage('liar4', FALSE, digestOf(TRUE));
  const cacheTo = [{ type: 'registry', ref: `${registry.host}/cache:latest` }] as const;
  await expect(copied(liar, place.inside(), { cacheTo })).rejects.toThrow(/an image says that it has layer/);
});
