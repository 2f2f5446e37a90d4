import { type ByteStream, bytes, type Digest } from '@strake/core';
import { describe, expect, test } from 'vitest';
import { webGzip } from '../compress/web-gzip.ts';
import { digestOf, sha256Hasher } from '../hash/sha256.ts';
import type { Layer, LayerIndex } from '../layer/layer.ts';
import { type Descriptor, MediaType } from '../model/index.ts';
import type { LayerEntry, LayerStore } from '../store/layer-store.ts';
import type { ContentStore } from '../store/store.ts';
import { overlay } from '../tree/overlay.ts';
import { listIndex, listTree, readAll, readText } from './listing.ts';

/** A layer store and the content store it works on; `reopen` is another layer store on the same contents and records. */
export interface LayerStoreFixture {
  readonly content: ContentStore;
  readonly layers: LayerStore;
  readonly reopen: () => Promise<LayerStore> | LayerStore;
}

/** What every `LayerStore` does. `create` gives an empty one. */
export function layerStoreContract(name: string, create: () => Promise<LayerStoreFixture> | LayerStoreFixture): void {
  describe(`${name} is a LayerStore`, () => {
    test.each(Object.entries(CASES))('%s', async (_, check) => {
      await expect(check(await create())).resolves.toBeUndefined();
    });
  });
}

const META = { mode: 0o644, uid: 0, gid: 0, mtime: 1_700_000_000 } as const;
const encoder = new TextEncoder();

function file(path: string, text: string): readonly [LayerEntry, ByteStream] {
  const data = encoder.encode(text);
  return [{ type: 'file', path, ...META, size: data.byteLength }, bytes(data)];
}

function sample(): readonly (readonly [LayerEntry, ByteStream?])[] {
  return [
    [{ type: 'directory', path: 'etc', ...META, mode: 0o755 }],
    file('etc/a', 'alpha'),
    file('etc/b', ''),
    [{ type: 'hardlink', path: 'etc/link', target: 'etc/a', ...META }],
    [{ type: 'symlink', path: 'lib', target: 'usr/lib', ...META, mode: 0o777 }],
    [{ type: 'whiteout', path: 'old' }],
  ];
}

const LISTING = [
  'drwxr-xr-x 0:0 etc',
  '-rw-r--r-- 0:0 etc/a 5',
  '-rw-r--r-- 0:0 etc/b 0',
  'hrw-r--r-- 0:0 etc/link -> etc/a',
  'lrwxrwxrwx 0:0 lib -> usr/lib',
  'w old',
];

const CASES: Readonly<Record<string, (fixture: LayerStoreFixture) => Promise<void>>> = {
  'writes a layer, and has its index and every file': async ({ layers, content }) => {
    const layer = await layers.write(sample());
    const index = await layer.index();
    expect(listIndex(index.entries)).toEqual(LISTING);
    expect(index.size).toBe((await content.stat(layer.diffId))?.size);
    const tree = overlay([{ layer, index }]);
    expect(listTree(tree)).toEqual(LISTING.slice(0, -1));
    expect(await Promise.all(['etc/a', 'etc/b', 'etc/link'].map((path) => readText(tree.open(path))))).toEqual([
      'alpha',
      '',
      'alpha',
    ]);
    expect(digestOf(await readAll(layer.tar()))).toBe(layer.diffId);
  },

  'writes equal entries as equal bytes, in whatever order they are listed': async ({ layers, reopen }) => {
    const first = await layers.write(sample());
    const second = await (await reopen()).write(sample().toReversed());
    expect(second.diffId).toBe(first.diffId);
  },

  'takes content digests on trust and computes the others': async ({ layers }) => {
    const [entry, data] = file('a', 'alpha');
    const content = digestOf(encoder.encode('alpha'));
    const told = await layers.write([[{ ...entry, content } as LayerEntry, data]]);
    const untold = await layers.write([file('a', 'alpha')]);
    expect(told.diffId).toBe(untold.diffId);
    expect(contents(await told.index())).toEqual([content]);
    expect(contents(await untold.index())).toEqual([content]);
  },

  'finds what another has written': async ({ layers, reopen }) => {
    const { diffId } = await layers.write(sample());
    const layer = await (await reopen()).get(diffId);
    expect(listIndex((await layer?.index())?.entries ?? [])).toEqual(LISTING);
    expect(await (await reopen()).get(digestOf(encoder.encode('absent')))).toBeUndefined();
  },

  'makes the plain form of what is here packed only': async ({ layers, content, reopen }) => {
    const written = await layers.write(sample());
    const packed = await layers.pack(written, 'gzip');
    await content.delete(written.diffId);
    const layer = await (await reopen()).get(written.diffId);
    if (!layer) throw new Error('the layer is gone');
    const tree = overlay([{ layer, index: await layer.index() }]);
    expect(await readText(tree.open('etc/a'))).toBe('alpha');
    expect(await content.stat(written.diffId)).toBeDefined();
    expect(packed.mediaType).toBe(MediaType.layerGzip);
  },

  'gives a tar also in memory that is used again': async ({ layers, content, reopen }) => {
    const { diffId } = await layers.write([file('a', 'x'.repeat(300_000))]);
    await layers.pack((await layers.get(diffId)) as Layer, 'gzip');
    for (const form of ['plain', 'packed']) {
      if (form === 'packed') await content.delete(diffId);
      const hasher = sha256Hasher();
      const layer = await (await reopen()).get(diffId);
      for await (const chunk of layer?.tar(undefined, { reuse: true }) ?? []) hasher.update(chunk);
      expect(hasher.digest()).toBe(diffId);
    }
  },

  'packs once and remembers': async ({ layers, content, reopen }) => {
    const layer = await layers.write(sample());
    const [gzip, again, plain] = await Promise.all([
      layers.pack(layer, 'gzip'),
      layers.pack(layer, 'gzip'),
      layers.pack(layer, 'uncompressed'),
    ]);
    expect(again).toEqual(gzip);
    expect(await (await reopen()).pack(layer, 'gzip')).toEqual(gzip);
    expect(plain).toEqual({ mediaType: MediaType.layer, digest: layer.diffId, size: (await layer.index()).size });
    expect(await content.stat(gzip.digest)).toEqual({ digest: gzip.digest, size: gzip.size });
  },

  'packs each level on its own': async ({ layers }) => {
    const layer = await layers.write([file('a', 'x'.repeat(5000))]);
    const plain = await layers.pack(layer, 'gzip');
    const levels = await Promise.all([1, 9].map((level) => layers.pack(layer, { compression: 'gzip', level })));
    for (const packed of levels) expect(packed.mediaType).toBe(plain.mediaType);
    expect(await layers.pack(layer, { compression: 'gzip', level: 9 })).toEqual(levels[1]);
  },

  'packs anew what came packed only when forced': async ({ layers, content, reopen }) => {
    const { diffId, packed, data } = await packedElsewhere(layers, content);
    const store = await reopen();
    const layer = await store.remember(diffId, packed, () => bytes(data));
    expect(await store.pack(layer, 'uncompressed')).toEqual(packed);
    expect(await store.pack(layer, { compression: 'gzip', force: true })).toEqual(packed);
    expect(await store.pack(layer, { compression: 'uncompressed', force: true })).toMatchObject({ digest: diffId });
  },

  'fetches an announced layer when somebody needs it, and once': async ({ layers, content, reopen }) => {
    const { layer, packed, store, fetched } = await announced({ layers, content, reopen });
    expect(layer.packed).toEqual(packed);
    expect(await store.pack(layer, 'zstd')).toEqual(packed);
    expect(fetched()).toBe(0);
    const [index] = await Promise.all([layer.index(), layer.index(), readAll(layer.tar())]);
    expect(listIndex(index.entries)).toEqual(['-rw-r--r-- 0:0 far 3']);
    expect(digestOf(await readAll((layer.packedBytes as () => ByteStream)()))).toBe(packed.digest);
    expect(fetched()).toBe(1);
  },

  'brings an announced layer when told to, for others to unpack': async ({ layers, content, reopen }) => {
    const { layer, fetched } = await announced({ layers, content, reopen });
    const other = await reopen();
    expect(await other.get(layer.diffId)).toBeUndefined();
    await Promise.all([layer.fetch?.(), layer.fetch?.()]);
    expect(fetched()).toBe(1);
    expect(listIndex((await (await other.get(layer.diffId))?.index())?.entries ?? [])).toEqual([
      '-rw-r--r-- 0:0 far 3',
    ]);
  },

  'refuses what is fetched and is not what was announced': async ({ layers, content, reopen }) => {
    const { diffId, packed, data } = await packedElsewhere(layers, content);
    const store = await reopen();
    const spoilt = data.map((byte, i) => (i === 20 ? byte ^ 1 : byte));
    const layer = await store.remember(diffId, packed, () => bytes(spoilt));
    await expect(layer.index()).rejects.toMatchObject({ code: 'BLOB_MISMATCH' });
    const liar = await store.remember(digestOf(encoder.encode('else')), packed, () => bytes(data));
    await expect(liar.index()).rejects.toMatchObject({ code: 'BLOB_MISMATCH' });
    await expect(readAll(liar.tar())).rejects.toMatchObject({ code: 'BLOB_MISMATCH' });
    expect(await content.stat(liar.diffId)).toBeUndefined();
  },

  'takes the form that is the layer of several that images claim it has': async ({ layers, content, reopen }) => {
    const { diffId, packed, data } = await packedElsewhere(layers, content);
    const store = await reopen();
    const layer = await store.remember(diffId, packed, () => bytes(data));
    await layer.fetch?.();
    const liar = await claimed(store, diffId, 'another layer');
    expect(await store.pack(liar, 'gzip')).toEqual(packed);
    expect(await store.pack(layer, 'gzip')).toEqual(packed);
    const other = await reopen();
    const index = await (await claimed(other, diffId, 'a third')).index();
    expect(listIndex(index.entries)).toEqual(['-rw-r--r-- 0:0 far 3']);
    const later = await reopen();
    expect(await later.pack((await later.get(diffId)) as Layer, 'gzip')).toEqual(packed);
  },

  'brings the form that is the layer of several that images claim it has': async ({ layers, content, reopen }) => {
    const { diffId, packed, data } = await packedElsewhere(layers, content);
    const store = await reopen();
    await store.remember(diffId, packed, () => bytes(data));
    const liar = await claimed(store, diffId, 'another layer');
    await liar.fetch?.();
    const index = await (await (await reopen()).get(diffId))?.index();
    expect(listIndex(index?.entries ?? [])).toEqual(['-rw-r--r-- 0:0 far 3']);
  },

  'writes no form of a layer that is none, though several images claim it has them': async ({
    layers,
    content,
    reopen,
  }) => {
    const { diffId, packed, data } = await packedElsewhere(layers, content);
    const store = await reopen();
    await store.remember(diffId, packed, () => bytes(data));
    const other = await reopen();
    const liar = await claimed(other, diffId, 'another layer');
    await liar.fetch?.();
    await expect(other.pack(liar, 'gzip')).rejects.toMatchObject({ code: 'BLOB_MISMATCH' });
    await expect(liar.index()).rejects.toMatchObject({ code: 'BLOB_MISMATCH' });
    expect(await (await reopen()).get(diffId)).toBeUndefined();
    const again = await reopen();
    const layer = await again.remember(diffId, packed, () => bytes(data));
    expect(await again.pack(layer, 'gzip')).toEqual(packed);
  },

  'says what was announced of a layer, also where nobody can fetch it any more': async ({
    layers,
    content,
    reopen,
  }) => {
    const { diffId, packed, data } = await packedElsewhere(layers, content);
    const store = await reopen();
    await store.remember(diffId, packed, () => bytes(data));
    const later = await reopen();
    expect(await later.get(diffId)).toBeUndefined();
    expect(await later.announced(diffId)).toEqual(packed);
    expect(await later.announced(digestOf(data))).toBeUndefined();
  },

  'takes what cannot be unpacked for no form of a layer': async ({ layers, content, reopen }) => {
    const { diffId, packed, data } = await packedElsewhere(layers, content);
    const store = await reopen();
    const cut = data.subarray(0, -9);
    const broken = { ...packed, digest: digestOf(cut), size: cut.byteLength };
    await (await store.remember(diffId, broken, () => bytes(cut))).fetch?.();
    const layer = await store.remember(diffId, packed, () => bytes(data));
    expect(await (await reopen()).get(diffId)).toBeUndefined();
    await layer.fetch?.();
    expect((await (await reopen()).get(diffId))?.packed).toEqual(packed);
  },

  'keeps each form of a layer that came in several': async ({ layers, content, reopen }) => {
    const { diffId, packed, data } = await packedElsewhere(layers, content);
    const plain = await readAll(webGzip.decompress(bytes(data)));
    const uncompressed = { mediaType: MediaType.layer, digest: diffId, size: plain.byteLength };
    const store = await reopen();
    const forms = [
      await store.remember(diffId, packed, () => bytes(data)),
      await store.remember(diffId, uncompressed, () => bytes(plain)),
    ];
    for (const layer of forms) expect(await store.pack(layer, 'gzip')).toEqual(layer.packed);
  },

  'refuses entries that cannot be a layer': async ({ layers }) => {
    const invalid = { code: 'LAYER_INVALID' };
    await expect(layers.write([file('a', '1'), file('a', '2')])).rejects.toMatchObject(invalid);
    await expect(layers.write([file('.wh.a', '')])).rejects.toMatchObject(invalid);
    await expect(layers.write([file('a/../b', '')])).rejects.toMatchObject(invalid);
    await expect(layers.write([file('a', ''), file('a/b', '')])).rejects.toMatchObject(invalid);
    await expect(layers.write([[{ type: 'hardlink', path: 'b', target: 'a', ...META }]])).rejects.toMatchObject(
      invalid,
    );
    const [entry, data] = file('a', 'four');
    await expect(layers.write([[{ ...entry, size: 3 } as LayerEntry, data]])).rejects.toMatchObject(invalid);
  },

  'stores nothing under a signal that has fired': async ({ layers, content }) => {
    const signal = AbortSignal.abort(new Error('no'));
    await expect(layers.write(sample(), signal)).rejects.toThrow('no');
    for await (const digest of content.list()) throw new Error(`${digest} is there`);
  },
};

function contents(index: LayerIndex): readonly string[] {
  return index.entries.flatMap((entry) => (entry.type === 'file' ? [entry.content] : []));
}

/** A packed layer that is in no store: gzip of a tar with the file `far`. */
async function packedElsewhere(
  layers: LayerStore,
  content: ContentStore,
): Promise<{ readonly diffId: Digest; readonly packed: Descriptor; readonly data: Uint8Array }> {
  const layer = await layers.write([file('far', 'off')]);
  const { diffId } = layer;
  const data = await readAll(webGzip.compress(layer.tar()));
  for await (const digest of content.list()) await content.delete(digest);
  const packed = { mediaType: MediaType.layerGzip, digest: digestOf(data), size: data.byteLength };
  return { diffId, packed, data };
}

/** A layer of an image that claims that some text is it. */
function claimed(store: LayerStore, diffId: Digest, text: string): Promise<Layer> {
  const data = encoder.encode(text);
  const packed = { mediaType: MediaType.layer, digest: digestOf(data), size: data.byteLength };
  return store.remember(diffId, packed, () => bytes(data));
}

/** A layer that is elsewhere, in a store that has been told of it, and how often it was fetched. */
async function announced({ layers, content, reopen }: LayerStoreFixture): Promise<{
  readonly layer: Layer;
  readonly packed: Descriptor;
  readonly store: LayerStore;
  readonly fetched: () => number;
}> {
  const { diffId, packed, data } = await packedElsewhere(layers, content);
  const store = await reopen();
  let fetched = 0;
  const layer = await store.remember(diffId, packed, () => {
    fetched += 1;
    return bytes(data);
  });
  return { layer, packed, store, fetched: () => fetched };
}
