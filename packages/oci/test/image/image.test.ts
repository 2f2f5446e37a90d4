import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ByteStream, bytes, type Digest, hexOf } from '@strake/core';
import { describe, expect, test } from 'vitest';
import {
  append,
  chainId,
  contentReader,
  decodeConfig,
  decodeManifest,
  type Descriptor,
  digestOf,
  fitHistory,
  type HistoryEntry,
  type Image,
  imageArchive,
  type ImageReader,
  layoutMembers,
  type LayoutOptions,
  MediaType,
  overlay,
  packImage,
  packIndex,
  parseReference,
  type PackedImage,
  readImage,
  readTar,
  type Reference,
  validateImage,
  withConfig,
  writeTar,
} from '../../src/index.ts';
import { nodeHasher, openLayout, writeLayout } from '../../src/node.ts';
import { listTree, readAll, readText } from '../../src/testing.ts';
import { temporaryDirectory } from '../temporary-directory.ts';
import { memoryStores, sampleImage, SCRATCH, type Stores } from './sample-image.ts';

const fresh = temporaryDirectory();
const AMD64 = { os: 'linux', architecture: 'amd64' } as const;

function named(...names: readonly string[]): LayoutOptions {
  return { names: names.map((name) => reference(name)) };
}

function reference(name: string): Reference {
  const parsed = parseReference(name);
  if (!parsed.ok) throw new Error(parsed.message);
  return parsed.value;
}

async function packed(stores: Stores = memoryStores()): Promise<PackedImage> {
  return packImage(await sampleImage(stores), stores);
}

async function archiveFile(image: PackedImage, options: LayoutOptions = {}): Promise<string> {
  const path = fresh();
  writeFileSync(path, await readAll(imageArchive(image, options)));
  return path;
}

async function treeOf(image: Image): Promise<readonly string[]> {
  return listTree(
    overlay(await Promise.all(image.layers.map(async (layer) => ({ layer, index: await layer.index() })))),
  );
}

const LISTING = ['drwxr-xr-x 0:0 etc', '-rw-r--r-- 0:0 etc/name 6', '-rw-r--r-- 0:0 hello 5'];

function sha(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}

describe('values', () => {
  test('an image grows by layers and by steps without one', async () => {
    const { config, layers } = await sampleImage(memoryStores());
    expect(config.rootfs.diff_ids).toEqual(layers.map((layer) => layer.diffId));
    expect(config.history).toEqual([
      { created_by: 'COPY hello /' },
      { created_by: 'ENV A=b', empty_layer: true },
      { created_by: 'RUN echo' },
    ]);
    expect(SCRATCH.config.history).toBeUndefined();
  });

  test('a configuration is edited, but what it says of layers stays true', async () => {
    const image = await sampleImage(memoryStores());
    const edited = withConfig(image, (config) => ({
      ...config,
      author: 'me',
      rootfs: { type: 'layers', diff_ids: [] },
    }));
    expect(edited.config).toEqual({ ...image.config, author: 'me' });
  });

  test('configuration and layers must fit', async () => {
    const image = await sampleImage(memoryStores());
    const invalid = expect.objectContaining({ code: 'CONFIG_INVALID' });
    expect(() => validateImage({ ...image, layers: image.layers.slice(1) })).toThrow(invalid);
    expect(() => validateImage({ ...image, layers: image.layers.toReversed() })).toThrow(invalid);
    validateImage({ ...image, config: { ...image.config, history: [] } });
    validateImage(append(SCRATCH, { history: {} }));
  });

  test.each<[what: string, history: readonly HistoryEntry[], expected: readonly HistoryEntry[]]>([
    [
      'fits',
      [{ comment: 'a' }, { empty_layer: true }, { comment: 'b' }],
      [{ comment: 'a' }, { empty_layer: true }, { comment: 'b' }],
    ],
    ['is missing', [], [{ comment: 'a layer without history' }, { comment: 'a layer without history' }]],
    ['is too short', [{ comment: 'a' }], [{ comment: 'a' }, { comment: 'a layer without history' }]],
    ['is too long', [{}, {}, { comment: 'c' }], [{}, {}, { comment: 'c', empty_layer: true }]],
  ])('a history that %s is made to fit two layers', async (_, history, expected) => {
    expect(fitHistory(history, 2)).toEqual(expected);
    const stores = memoryStores();
    const image = await sampleImage(stores);
    const { config } = await packImage({ ...image, config: { ...image.config, history } }, stores);
    const written = decodeConfig(await readAll(stores.content.read((config as Descriptor).digest)));
    expect(written.history).toEqual(expected);
  });

  test('chain ids are those of the spec', () => {
    const [a, b, c] = ['a', 'b', 'c'].map((x): Digest => `sha256:${x.repeat(64)}`) as [Digest, Digest, Digest];
    expect(chainId([])).toBeUndefined();
    expect(chainId([a])).toBe(a);
    expect(chainId([a, b, c], nodeHasher)).toBe(sha(`${sha(`${a} ${b}`)} ${c}`));
  });
});

describe('packing', () => {
  test('names every blob by digest and size', async () => {
    const stores = memoryStores();
    const image = await packed(stores);
    expect(image.root).toMatchObject({ mediaType: MediaType.manifest, platform: AMD64 });
    for (const blob of image.blobs) {
      const { descriptor } = blob;
      const data = await readAll(blob.read());
      expect({ digest: digestOf(data), size: data.byteLength }).toEqual({
        digest: descriptor.digest,
        size: descriptor.size,
      });
    }
    expect(image.blobs).toHaveLength(4);
  });

  test("knows Docker's names", async () => {
    const stores = memoryStores();
    const image = await packImage(await sampleImage(stores), {
      ...stores,
      format: 'docker',
      compression: 'uncompressed',
    });
    const types = image.blobs.map((blob) => blob.descriptor.mediaType);
    const layer = 'application/vnd.docker.image.rootfs.diff.tar';
    expect(types).toEqual([layer, layer, MediaType.dockerConfig, MediaType.dockerManifest]);
    const zstd = await packImage(await sampleImage(stores), { ...stores, format: 'docker', compression: 'zstd' });
    expect(zstd.layers?.map(({ mediaType }) => mediaType)).toEqual([`${layer}.zstd`, `${layer}.zstd`]);
  });

  test('puts annotations into the manifest', async () => {
    const stores = memoryStores();
    const { root } = await packImage(await sampleImage(stores), { ...stores, annotations: { b: '2', a: '1' } });
    const document = decodeManifest(await readAll(stores.content.read(root.digest)));
    expect(document.kind === 'manifest' && document.manifest.annotations).toEqual({ a: '1', b: '2' });
  });

  test('keeps layers as they came, and does not fetch them', async () => {
    const there = memoryStores();
    const image = await packed(there);
    const here = memoryStores();
    let fetched = 0;
    const reader: ImageReader = {
      ...contentReader(there.content),
      blob: (descriptor, signal) => {
        fetched += Number(descriptor.mediaType === MediaType.layerGzip);
        return there.content.read(descriptor.digest, signal && { signal });
      },
    };
    const pulled = await readImage(reader, image.root, AMD64, { ...here, createHasher: nodeHasher });
    const again = await packImage(pulled, { ...here, compression: 'zstd' });
    expect(again.root.digest).toBe(image.root.digest);
    expect(fetched).toBe(0);
    expect(await treeOf(pulled)).toEqual(LISTING);
    expect(fetched).toBe(2);
  });

  test('packs in another way what came packed when forced', async () => {
    const there = memoryStores();
    const image = await packed(there);
    const here = memoryStores();
    const pulled = await readImage(contentReader(there.content), image.root, AMD64, {
      ...here,
      createHasher: nodeHasher,
    });
    const again = await packImage(pulled, { ...here, compression: { compression: 'zstd', level: 1, force: true } });
    expect(again.layers?.map((layer) => layer.mediaType)).toEqual([MediaType.layerZstd, MediaType.layerZstd]);
    for (const blob of again.blobs) expect(digestOf(await readAll(blob.read()))).toBe(blob.descriptor.digest);
    expect(again.config).toEqual(image.config);
  });

  test('lists a layer that comes twice once', async () => {
    const stores = memoryStores();
    const image = await sampleImage(stores);
    const layer = image.layers[0] as Image['layers'][number];
    const twice = await packImage(append(image, { layer, history: {} }), stores);
    expect(twice.layers).toHaveLength(3);
    expect(twice.blobs).toHaveLength(4);
  });
});

describe('an archive', () => {
  test('has the members of an OCI layout in order', async () => {
    const options = {
      ...named('foo:1', 'localhost:5000/bar:x'),
      created: '2026-11-21T02:44:57Z',
      dockerManifest: true,
    };
    const image = await packed();
    const members: string[] = [];
    for await (const item of readTar(imageArchive(image, options)))
      if (item.kind === 'entry') members.push(`${item.entry.mode.toString(8)} ${item.entry.path}`);
    const ordered = [...(image.layers ?? []), image.config as Descriptor, image.root];
    const blobs = ordered.map(({ digest }) => `444 blobs/sha256/${digest.slice(7)}`);
    expect(members).toEqual([
      '755 blobs',
      '755 blobs/sha256',
      ...blobs,
      '644 index.json',
      '644 manifest.json',
      '444 oci-layout',
    ]);
  });

  test('names images as Docker does', async () => {
    const image = await packed();
    const text = async (path: string, options: LayoutOptions): Promise<string> =>
      readText(
        layoutMembers(image, options)
          .find((member) => member.path === path)
          ?.read() ?? bytes(),
      );
    const { digest, size } = image.root;
    const platform = '"platform":{"architecture":"amd64","os":"linux"}';
    const start = '{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[';
    const entry = (annotations: string): string =>
      `{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"${digest}","size":${size},${annotations}${platform}}`;
    const created = '"org.opencontainers.image.created":"2026-11-21T02:44:57Z"';
    expect(await text('index.json', { created: '2026-11-21T02:44:57Z' })).toBe(
      `${start}${entry(`"annotations":{${created}},`)}]}`,
    );
    expect(await text('index.json', {})).toBe(`${start}${entry('')}]}`);
    expect(
      await text('index.json', { ...named('foo:1', 'localhost:5000/bar:x'), created: '2026-11-21T02:44:57Z' }),
    ).toBe(
      `${start}${entry(`"annotations":{"io.containerd.image.name":"docker.io/library/foo:1",${created},"org.opencontainers.image.ref.name":"1"},`)},` +
        `${entry(`"annotations":{"io.containerd.image.name":"localhost:5000/bar:x",${created},"org.opencontainers.image.ref.name":"x"},`)}]}`,
    );
    const layers = image.layers?.map((layer) => `"blobs/sha256/${layer.digest.slice(7)}"`).join(',');
    const config = `"Config":"blobs/sha256/${image.config?.digest.slice(7)}"`;
    expect(await text('manifest.json', { dockerManifest: true })).toBe(
      `[{${config},"RepoTags":null,"Layers":[${layers}]}]`,
    );
    expect(await text('manifest.json', { dockerManifest: true, ...named('foo:1', 'localhost:5000/bar:x') })).toBe(
      `[{${config},"RepoTags":["foo:1","localhost:5000/bar:x"],"Layers":[${layers}]}]`,
    );
  });

  test('is the same for the same image, wherever it was made', async () => {
    const [one, two] = await Promise.all([packed(), packed()]);
    expect(digestOf(await readAll(imageArchive(one)))).toBe(digestOf(await readAll(imageArchive(two))));
  });

  test('ends when the caller leaves', async () => {
    const signal = AbortSignal.abort(new Error('no'));
    await expect(readAll(imageArchive(await packed(), {}, signal))).rejects.toThrow('no');
  });
});

describe('a layout', () => {
  test.each<[form: string, write: (image: PackedImage, options: LayoutOptions) => Promise<string>]>([
    ['an archive', archiveFile],
    [
      'a directory',
      async (image, options) => {
        const directory = fresh();
        await writeLayout(directory, image, options);
        return directory;
      },
    ],
  ])('in %s is read back', async (_, write) => {
    const image = await packed();
    const layout = await openLayout(await write(image, named('foo:1')));
    for (const name of [undefined, '1', 'foo:1', 'docker.io/library/foo:1', image.root.digest])
      expect(layout.find(name).digest).toBe(image.root.digest);
    const stores = memoryStores();
    const read = await layout.image('foo:1', AMD64, { ...stores, createHasher: nodeHasher });
    expect(read.manifest?.digest).toBe(image.root.digest);
    expect(await treeOf(read)).toEqual(LISTING);
  });

  test('takes images one after another, and replaces by name', async () => {
    const directory = fresh();
    const stores = memoryStores();
    const [one, two, three] = await Promise.all(
      ['1', '2', '3'].map(async (name) => packImage(await sampleImage(stores, name), stores)),
    );
    await writeLayout(directory, one as PackedImage, named('a:x', 'b:x'));
    await writeLayout(directory, two as PackedImage);
    await writeLayout(directory, three as PackedImage, named('a:x'));
    await writeLayout(directory, three as PackedImage);
    const layout = await openLayout(directory);
    expect(layout.index.manifests.map((entry) => entry.annotations)).toEqual([
      { 'io.containerd.image.name': 'docker.io/library/b:x', 'org.opencontainers.image.ref.name': 'x' },
      { 'io.containerd.image.name': 'docker.io/library/a:x', 'org.opencontainers.image.ref.name': 'x' },
      { 'org.opencontainers.image.ref.name': 'latest' },
    ]);
    expect(layout.find('a:x').digest).toBe(three?.root.digest);
    expect(layout.find().digest).toBe(three?.root.digest);
    expect(readdirSync(directory).sort()).toEqual(['blobs', 'index.json', 'ingest', 'oci-layout']);
    expect(readdirSync(join(directory, 'ingest'))).toEqual([]);
  });

  test.each(['index.json', 'blobs', 'blobs/sha256', 'a blob'])(
    'is not read through a link in the place of %s',
    async (what) => {
      const directory = fresh();
      const image = await packed();
      await writeLayout(directory, image, named('a:x'));
      const path = what === 'a blob' ? `blobs/sha256/${hexOf(image.root.digest)}` : what;
      renameSync(join(directory, path), join(directory, 'elsewhere'));
      symlinkSync(join(directory, 'elsewhere'), join(directory, path));
      const read = openLayout(directory).then((layout) => layout.manifest(layout.find('a:x')));
      await expect(read).rejects.toMatchObject({ code: 'LAYOUT_INVALID', data: { path } });
    },
  );

  test('is not overwritten when it is something else', async () => {
    const directory = fresh();
    const image = await packed();
    await writeLayout(directory, image);
    writeFileSync(join(directory, 'index.json'), '[]');
    await expect(writeLayout(directory, image)).rejects.toMatchObject({ code: 'MANIFEST_INVALID' });
    expect(readFileSync(join(directory, 'index.json'), 'utf8')).toBe('[]');
  });

  test('without the name asked for says which it has', async () => {
    const layout = await openLayout(await archiveFile(await packed(), named('foo:1', 'bar:2')));
    expect(() => layout.find('foo:2')).toThrow(
      expect.objectContaining({
        code: 'IMAGE_NOT_FOUND',
        hint: 'it has 1, 2',
        data: { name: 'foo:2', names: ['1', '2'] },
      }),
    );
  });

  test('of another kind is refused', async () => {
    const empty = fresh();
    writeFileSync(empty, new Uint8Array(1024));
    await expect(openLayout(empty)).rejects.toMatchObject({ code: 'LAYOUT_INVALID' });
    await expect(openLayout(fresh())).rejects.toMatchObject({ code: 'LAYOUT_INVALID' });
    const text = fresh();
    writeFileSync(text, 'x'.repeat(2000));
    await expect(openLayout(text)).rejects.toMatchObject({ code: 'TAR_INVALID' });
    const zipped = fresh();
    writeFileSync(zipped, Uint8Array.of(0x1f, 0x8b, 8, 0));
    await expect(openLayout(zipped)).rejects.toMatchObject({
      code: 'LAYOUT_INVALID',
      hint: 'unpack the archive first',
    });
    await expect(openLayout(text, AbortSignal.abort(new Error('no')))).rejects.toThrow('no');
  });

  test('whose blobs lie is found out (CVE-2024-3727)', async () => {
    const directory = fresh();
    const image = await packed();
    await writeLayout(directory, image);
    const { root, config, layers } = image;
    for (const blob of [layers?.[0], config, root]) {
      const path = join(directory, 'blobs/sha256', (blob?.digest ?? '').slice(7));
      writeFileSync(
        `${path}.new`,
        readFileSync(path).map((byte, i) => (i === 15 ? byte ^ 1 : byte)),
      );
      renameSync(`${path}.new`, path);
      const layout = await openLayout(directory);
      const read = async (): Promise<unknown> =>
        treeOf(await layout.image(undefined, AMD64, { ...memoryStores(), createHasher: nodeHasher }));
      await expect(read()).rejects.toMatchObject({ code: 'BLOB_MISMATCH' });
    }
  });
});

async function multi(stores: Stores): Promise<PackedImage> {
  const images = await Promise.all(
    [{}, { architecture: 'arm64' }, { architecture: 'arm', variant: 'v7' }].map(async (platform, i) =>
      packImage(await sampleImage(stores, `image${i}`, platform), stores),
    ),
  );
  return packIndex(images, { content: stores.content });
}

describe('images for several platforms', () => {
  test.each([
    ['amd64', undefined, 0],
    ['arm64', 'v8', 1],
    ['arm', 'v7', 2],
    ['arm', 'v8', 2],
  ])('%s %s gets its own', async (architecture, variant, expected) => {
    const stores = memoryStores();
    const index = await multi(stores);
    const platform = { os: 'linux', architecture, ...(variant && { variant }) };
    const layout = await openLayout(await archiveFile(index, named('foo')));
    const image = await layout.image('foo', platform, { ...memoryStores(), createHasher: nodeHasher });
    const top = image.layers[1] as Image['layers'][number];
    const tree = overlay([{ layer: top, index: await top.index() }]);
    expect(await readText(tree.open('etc/name'))).toBe(`image${expected}`);
  });

  test('another platform is told what there is', async () => {
    const stores = memoryStores();
    const index = await multi(stores);
    const options = { ...stores, createHasher: nodeHasher };
    await expect(
      readImage(contentReader(stores.content), index.root, { os: 'linux', architecture: 's390x' }, options),
    ).rejects.toMatchObject({
      code: 'IMAGE_NOT_FOUND',
      hint: 'it has linux/amd64, linux/arm64, linux/arm/v7',
    });
  });

  test('attestations are no images, entries without a platform are looked at', async () => {
    const stores = memoryStores();
    const image = await packed(stores);
    const { platform: _, ...bare } = image.root;
    const attestation = {
      ...bare,
      digest: digestOf(new Uint8Array()),
      platform: { os: 'unknown', architecture: 'unknown' },
      annotations: { 'vnd.docker.reference.type': 'attestation-manifest' },
    };
    const index = await packIndex(
      [
        { root: attestation, blobs: [] },
        { ...image, root: bare },
      ],
      stores,
    );
    const options = { ...stores, createHasher: nodeHasher };
    const read = await readImage(contentReader(stores.content), index.root, AMD64, options);
    expect(read.manifest?.digest).toBe(bare.digest);
  });

  test('an index that names itself over and over is refused', async () => {
    const stores = memoryStores();
    let index = await packIndex([await packed(stores)], stores);
    for (let depth = 0; depth < 4; depth += 1)
      index = await packIndex([{ ...index, root: { ...index.root, platform: AMD64 } }], stores);
    const options = { ...stores, createHasher: nodeHasher };
    await expect(readImage(contentReader(stores.content), index.root, AMD64, options)).rejects.toMatchObject({
      code: 'MANIFEST_INVALID',
    });
  });
});

test.each([
  [
    'a configuration of another kind',
    { config: { mediaType: 'application/vnd.oci.empty.v1+json' } },
    'MANIFEST_INVALID',
  ],
  ['more layers than diffIDs', { layers: [] }, 'CONFIG_INVALID'],
  ['a huge configuration', { config: { size: 2 ** 40 } }, 'LIMIT_EXCEEDED'],
])('a manifest with %s is refused', async (_, edit, code) => {
  const stores = memoryStores();
  const { root } = await packed(stores);
  const manifest = JSON.parse(await readText(stores.content.read(root.digest)));
  const edited = { ...manifest, ...edit, config: { ...manifest.config, ...('config' in edit ? edit.config : {}) } };
  const data = new TextEncoder().encode(JSON.stringify(edited));
  const info = await stores.content.write(bytes(data));
  const options = { ...stores, createHasher: nodeHasher };
  await expect(readImage(contentReader(stores.content), { ...root, ...info }, AMD64, options)).rejects.toMatchObject({
    code,
  });
});

/** `manifest.json` beside configurations and layers with names of its own; one layer is a link to another. */
async function saved(layerData: (tar: Uint8Array) => Promise<Uint8Array>): Promise<string> {
  const stores = memoryStores();
  const image = await sampleImage(stores);
  const config = await readAll((await packImage(image, stores)).blobs[2]?.read() ?? bytes());
  const tars = await Promise.all(image.layers.map(async (layer) => layerData(await readAll(layer.tar()))));
  const manifest = [{ Config: 'config.json', RepoTags: ['foo:1'], Layers: ['a/layer.tar', 'b/layer.tar'] }];
  const files: readonly (readonly [string, Uint8Array])[] = [
    ['config.json', config],
    ['a/layer.tar', tars[0] as Uint8Array],
    ['c/layer.tar', tars[1] as Uint8Array],
    ['manifest.json', new TextEncoder().encode(JSON.stringify(manifest))],
  ];
  const meta = { mode: 0o644, uid: 0, gid: 0, mtime: 0 };
  const path = fresh();
  const tar = writeTar(async (writer) => {
    for (const [name, data] of files)
      await writer.add({ type: 'file', path: name, size: data.byteLength, ...meta }, data);
    await writer.add({ type: 'symlink', path: 'b/layer.tar', target: '../c/layer.tar', ...meta });
  });
  writeFileSync(path, await readAll(tar));
  return path;
}

describe('an archive of an older docker save', () => {
  test.each<[what: string, pack: (tar: Uint8Array) => Promise<Uint8Array>]>([
    ['plain', async (tar) => tar],
    [
      'gzipped',
      async (tar) => readAll(ReadableStream.from(bytes(tar)).pipeThrough(new CompressionStream('gzip')) as ByteStream),
    ],
  ])('with %s layers is read', async (_, pack) => {
    const layout = await openLayout(await saved(pack));
    const image = await layout.image('foo:1', AMD64, { ...memoryStores(), createHasher: nodeHasher });
    expect(await treeOf(image)).toEqual(LISTING);
  });

  test('with a layer that is not the one it should be is found out', async () => {
    const layout = await openLayout(await saved(async (tar) => tar.map((byte, i) => (i === 600 ? byte ^ 1 : byte))));
    const image = await layout.image(undefined, AMD64, { ...memoryStores(), createHasher: nodeHasher });
    await expect(treeOf(image)).rejects.toMatchObject({ code: 'BLOB_MISMATCH' });
  });
});
