import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type ByteStream, bytes } from '@strake/core';
import { describe, expect, test } from 'vitest';
import {
  createLayerStore,
  createMemoryRecords,
  createMemoryStore,
  digestOf,
  type Layer,
  listedLayer,
  MediaType,
  overlay,
} from '../../src/index.ts';
import { gzip, nodeCodecs, nodeHasher, zstd } from '../../src/node.ts';
import { decodeIndexBlob } from '../../src/layer/index-codec.ts';
import type { Indexed, LayerSink } from '../../src/layer/indexer.ts';
import type { Made } from '../../src/layer/node/index-messages.ts';
import { startIndexThread } from '../../src/layer/node/index-thread.ts';
import { createIndexThreads } from '../../src/layer/node/index-threads.ts';
import { limitThreads, listIndex, readAll } from '../../src/testing.ts';
import { concat, END, rawEntry } from '../tar/raw-tar.ts';
import { temporaryDirectory } from '../temporary-directory.ts';

/** Packed, it is large enough for another core. */
const LARGE = randomBytes(9_000_000);
const TAR = concat(
  rawEntry({ name: 'd/', type: '5' }),
  rawEntry({ name: 'd/large', size: LARGE.byteLength }, LARGE),
  END,
);
const LISTING = ['drw-r--r-- 0:0 d', '-rw-r--r-- 0:0 d/large 9000000'];

type Pack = (tar: ByteStream) => ByteStream;

async function opened(tar: Uint8Array = TAR, pack: Pack = gzip, claimed = digestOf(tar)) {
  const content = createMemoryStore(nodeHasher);
  const indexer = createIndexThreads();
  const records = createMemoryRecords();
  const options = { content, records, createHasher: nodeHasher, codecs: nodeCodecs() };
  const layers = createLayerStore({ ...options, indexer, layerLimit: 20_000_000 });
  const data = await readAll(pack(bytes(tar)));
  const packed = { mediaType: MediaType.layerGzip, digest: digestOf(data), size: data.byteLength };
  let fetched = 0;
  const layer = await layers.remember(claimed, packed, async function* () {
    fetched += 1;
    for (let at = 0; at < data.byteLength; at += 65_536) yield data.subarray(at, at + 65_536);
  });
  return { layer, layers, content, records, packed, data, fetched: () => fetched };
}

describe('an index that is made in a thread', () => {
  test.each<[string, Pack]>([
    ['gzip', gzip],
    ['zstd', zstd],
    ['nothing', (tar) => tar],
  ])('is that of a layer packed by %s, which is kept as it comes', async (_, pack) => {
    const { layer, content, packed, fetched } = await opened(TAR, pack);
    const [index] = await Promise.all([layer.index(), layer.index(), layer.fetch?.()]);
    expect(listIndex(index.entries)).toEqual(LISTING);
    expect(await content.stat(packed.digest)).toBeDefined();
    expect(fetched()).toBe(1);
  });

  test('alone leaves nothing of a layer that came for it, which comes again when it is wanted', async () => {
    const { layer, content, packed, fetched } = await opened();
    expect(listIndex((await layer.index(undefined, { only: true })).entries)).toEqual(LISTING);
    expect(await content.stat(packed.digest)).toBeUndefined();
    expect(await layer.storedIndex?.()).toBeDefined();
    expect(digestOf(await readAll(layer.tar()))).toBe(layer.diffId);
    expect(await content.stat(packed.digest)).toBeDefined();
    expect(fetched()).toBe(2);
  });

  test('alone is made of what is here already', async () => {
    const { layer, content, data, fetched } = await opened();
    await content.write(bytes(data));
    expect(listIndex((await layer.index(undefined, { only: true })).entries)).toEqual(LISTING);
    expect(fetched()).toBe(0);
  });

  test('is made of what is here already', async () => {
    const { layer, content, data, fetched } = await opened();
    await content.write(bytes(data));
    expect(listIndex((await layer.index()).entries)).toEqual(LISTING);
    expect(fetched()).toBe(0);
  });

  test('is made of what another process brings meanwhile', async () => {
    const { layer, content, data, packed } = await opened();
    const write = content.write;
    content.write = (given, expect = {}, signal) =>
      expect.digest === packed.digest ? write(bytes(data)) : write(given, expect, signal);
    expect(listIndex((await layer.index()).entries)).toEqual(LISTING);
  });

  test('is made when the layer is fetched for others', async () => {
    const { layer, fetched } = await opened();
    await layer.fetch?.();
    expect(listIndex((await layer.index()).entries)).toEqual(LISTING);
    expect(fetched()).toBe(1);
  });

  test.each<[string, Uint8Array, Pack, string | undefined, string]>([
    ['other bytes than its diffID says', TAR, gzip, `sha256:${'0'.repeat(64)}`, 'BLOB_MISMATCH'],
    ['no tar', LARGE, gzip, undefined, 'LAYER_CORRUPT'],
    ['corrupt gzip', TAR, broken, undefined, 'LAYER_CORRUPT'],
    ['more than a layer may have', concat(TAR, new Uint8Array(15_000_000)), gzip, undefined, 'LIMIT_EXCEEDED'],
  ])('is none of %s, and says so as any other', async (_, tar, pack, claimed, code) => {
    const { layer } = await opened(tar, pack, claimed as typeof layer.diffId | undefined);
    await expect(layer.index()).rejects.toMatchObject({ name: 'OciError', code });
  });

  test.each([false, true])('fails for what was announced and is not what comes: alone %s', async (only) => {
    const { layers, layer, data, packed } = await opened();
    const wrong = [new Uint8Array(packed.size), data.subarray(0, -1), new Uint8Array([...data, 0]), padded(data)];
    for (const spoilt of wrong) {
      const claimed = await layers.remember(layer.diffId, packed, () => bytes(spoilt));
      await expect(claimed.index(undefined, { only })).rejects.toMatchObject({ code: 'BLOB_MISMATCH' });
      expect(await layer.storedIndex?.()).toBeUndefined();
    }
  });

  test('is given up when nobody waits for it any more', async () => {
    const { layers, layer, packed } = await opened();
    const controller = new AbortController();
    const stuck = await layers.remember(layer.diffId, packed, async function* (signal) {
      yield new Uint8Array(100_000);
      await new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
    });
    const made = stuck.index(controller.signal);
    setTimeout(() => controller.abort(new Error('enough')), 20);
    await expect(made).rejects.toThrow('enough');
  });

  test.each<[string, (first: LayerSink<Indexed>) => unknown]>([
    ['is done', finished],
    ['is given up', (first) => first[Symbol.dispose]()],
  ])('waits until the work on another %s', async (_, leave) => {
    const indexer = createIndexThreads({ layers: 1 });
    const request = { diffId: digestOf(TAR), limit: Infinity };
    const first = await indexer.open(request);
    const stopped = new AbortController();
    const [second, third] = [indexer.open(request), indexer.open(request, stopped.signal)];
    stopped.abort(new Error('not any more'));
    await expect(third).rejects.toThrow('not any more');
    await leave(there(first));
    await finished(there(await second));
  });
});

describe('a listing', () => {
  test.each<[string, Pack]>([
    ['gzip', gzip],
    ['zstd', zstd],
    ['nothing', (tar) => tar],
  ])('is made of a layer packed by %s, of which nothing is kept', async (_, pack) => {
    const { layer, content, packed, fetched } = await opened(TAR, pack);
    const { listing } = await listedOf(layer);
    const [one, same] = await Promise.all([listing?.get(), listing?.get()]);
    expect(listIndex(one?.entries ?? [])).toEqual(LISTING);
    expect(same).toBe(one);
    expect(listing?.blob).toBe(packed.digest);
    expect(await content.stat(packed.digest)).toBeUndefined();
    expect(fetched()).toBe(1);
  });

  test('is found again by its blob, whatever layer that is said to be', async () => {
    const { layer, layers, packed, fetched } = await opened();
    const listing = await (await listedOf(layer)).listing?.get();
    const other = await layers.remember(`sha256:${'0'.repeat(64)}`, packed, () => bytes());
    expect(await (await listedOf(other)).listing?.get()).toEqual(listing);
    expect(fetched()).toBe(1);
  });

  test.each(['gone', 'damaged'])('is made anew when what is stored is %s', async (how) => {
    const { layer, content, records, packed, fetched } = await opened();
    const { listing } = await listedOf(layer);
    await listing?.get();
    const stored = (await records.get('layer-listing', packed.digest.slice('sha256:'.length))) as { digest: string };
    await content.delete(stored.digest as typeof packed.digest);
    if (how === 'damaged') {
      const read = content.read;
      content.read = (digest, options) =>
        digest === stored.digest ? bytes(new TextEncoder().encode('{}')) : read(digest, options);
      const stat = content.stat;
      content.stat = async (digest) =>
        digest === stored.digest ? (stored as Awaited<ReturnType<typeof stat>>) : stat(digest);
    }
    expect(listIndex((await listing?.get())?.entries ?? [])).toEqual(LISTING);
    expect(fetched()).toBe(2);
  });

  test('says nothing of the layer that its blob is said to be', async () => {
    const { layer } = await opened(TAR, gzip, `sha256:${'0'.repeat(64)}`);
    const light = await listedOf(layer);
    expect(listIndex((await light.listing?.get())?.entries ?? [])).toEqual(LISTING);
    expect(await layer.storedIndex?.()).toBeUndefined();
    expect((await listedOf(layer)).listing).toBeDefined();
    await expect(light.index()).rejects.toMatchObject({ code: 'BLOB_MISMATCH' });
    const tree = overlay([await listedLayer(light, light.listing as NonNullable<typeof light.listing>)]);
    await expect(readAll(tree.open('d/large'))).rejects.toMatchObject({ code: 'BLOB_MISMATCH' });
  });

  test('does not do for who opens a file: the layer is brought then', async () => {
    const { layer, content, packed } = await opened();
    const light = await listedOf(layer);
    const tree = overlay([await listedLayer(light, light.listing as NonNullable<typeof light.listing>)]);
    expect(tree.get('d/large')).not.toHaveProperty('content');
    expect(await tree.digestOf?.('d/large')).toBe(digestOf(LARGE));
    expect(digestOf(await readAll(tree.open('d/large')))).toBe(digestOf(LARGE));
    expect(await content.stat(packed.digest)).toBeDefined();
  });

  test.each<[string, (given: Awaited<ReturnType<typeof opened>>) => Promise<unknown>]>([
    ['whose index is here', ({ layer }) => layer.index(undefined, { only: true })],
    ['that is here as it came', ({ content, data }) => content.write(bytes(data))],
    ['that is here unpacked', ({ content }) => content.write(bytes(TAR))],
  ])('is none of a layer %s', async (_, bring) => {
    const given = await opened();
    await bring(given);
    expect((await listedOf(given.layer)).listing).toBeUndefined();
  });

  test('is none of a small layer', async () => {
    const { layer } = await opened(END);
    expect((await listedOf(layer)).listing).toBeUndefined();
  });

  test.each<[string, Uint8Array, Pack, string]>([
    ['no tar', LARGE, gzip, 'LAYER_CORRUPT'],
    ['corrupt gzip', TAR, broken, 'LAYER_CORRUPT'],
    ['more than a layer may have', concat(TAR, new Uint8Array(15_000_000)), gzip, 'LIMIT_EXCEEDED'],
  ])('is none of %s', async (_, tar, pack, code) => {
    const { listing } = await listedOf((await opened(tar, pack)).layer);
    await expect(listing?.get()).rejects.toMatchObject({ name: 'OciError', code });
  });

  test('is none of other bytes than were announced', async () => {
    const { layers, layer, data, packed, records } = await opened();
    for (const spoilt of [
      new Uint8Array(packed.size),
      data.subarray(0, -1),
      new Uint8Array([...data, 0]),
      padded(data),
    ]) {
      const claimed = await layers.remember(layer.diffId, packed, () => bytes(spoilt));
      const { listing } = await listedOf(claimed);
      await expect(listing?.get()).rejects.toMatchObject({ code: 'BLOB_MISMATCH' });
      expect(await records.get('layer-listing', packed.digest.slice('sha256:'.length))).toBeUndefined();
    }
  });
});

async function listedOf(layer: Layer): Promise<Layer> {
  return (await layer.listed?.()) ?? layer;
}

describe('contents of files', () => {
  const fresh = temporaryDirectory();
  const DATA = { 'd/large': LARGE, 'd/small': Buffer.from('small') };
  const tar = concat(
    rawEntry({ name: 'd/', type: '5' }),
    rawEntry({ name: 'd/empty' }),
    ...Object.entries(DATA).map(([name, data]) => rawEntry({ name, size: data.byteLength }, data)),
    END,
  );
  const place = (): string => {
    const directory = fresh();
    mkdirSync(directory, { recursive: true });
    return directory;
  };

  test.each<[string, Pack]>([
    ['gzip', gzip],
    ['zstd', zstd],
    ['nothing', (data) => data],
  ])('lie where they were asked for once a layer packed by %s has come', async (_, pack) => {
    const { layer } = await opened(tar, pack);
    const directory = place();
    expect(await layer.fetch?.(undefined, directory)).toBe(true);
    const { entries } = await layer.index();
    const found = entries.flatMap((entry) =>
      entry.type === 'file' && entry.size > 0
        ? [[entry.path, digestOf(readFileSync(join(directory, String(entry.offset))))]]
        : [],
    );
    expect(found).toEqual(Object.entries(DATA).map(([path, data]) => [path, digestOf(data)]));
    expect(readdirSync(directory)).toHaveLength(2);
  });

  test('do not come with a layer that is here, or whose index is known', async () => {
    const { layer } = await opened(tar);
    await layer.index();
    const directory = place();
    expect(await layer.fetch?.(undefined, directory)).toBe(false);
    expect(readdirSync(directory)).toEqual([]);
  });

  test('are done without where they cannot be written', async () => {
    const { layer } = await opened(tar);
    expect(await layer.fetch?.(undefined, join(place(), 'missing'))).toBe(false);
    expect((await layer.index()).entries).toHaveLength(4);
  });

  test('are nothing to rely on when the layer is refused', async () => {
    const { layer } = await opened(tar, gzip, `sha256:${'0'.repeat(64)}`);
    await expect(layer.fetch?.(undefined, place())).rejects.toMatchObject({ code: 'BLOB_MISMATCH' });
  });
});

test('several indexes are made in one thread', async () => {
  const thread = startIndexThread();
  const work = { make: 'index', request: { diffId: digestOf(TAR), limit: Infinity } } as const;
  const read = (made: Made) => ({ ...made, index: decodeIndexBlob(made.blob) });
  const [given, ...others] = [1, 2, 3].map(() => thread.open(work, read, () => thread.load === 0 && thread.end()));
  given?.[Symbol.dispose]();
  await expect(given?.end()).rejects.toThrow('nobody waits');
  await Promise.all(others.map(finished));
});

test.each<[string, (sink: LayerSink<Indexed>) => unknown]>([
  ['done', finished],
  ['given up', (sink) => sink[Symbol.dispose]()],
])('a thread ends by itself when its work is %s', async (_, leave) => {
  const running = (): number => process.getActiveResourcesInfo().filter((name) => name === 'MessagePort').length;
  await expect.poll(running).toBe(0);
  const sink = await createIndexThreads().open({ diffId: digestOf(TAR), limit: Infinity });
  expect(running()).toBe(1);
  await leave(there(sink));
  await expect.poll(running, { timeout: 30_000 }).toBe(0);
});

test('where the machine gives no threads, what they would make is made without them', async () => {
  const limited = limitThreads(0);
  const { layer } = await opened();
  expect(listIndex((await (await listedOf(layer)).listing?.get())?.entries ?? [])).toEqual(LISTING);
  expect(listIndex((await layer.index()).entries)).toEqual(LISTING);
  expect(limited.asked).toBe(2);
  const torn = (await opened(TAR, (tar) => gzip(tar), digestOf(LARGE))).layer;
  await expect(torn.index()).rejects.toMatchObject({ code: 'BLOB_MISMATCH' });
});

function there<T>(sink: T | undefined): T {
  if (sink === undefined) throw new Error('there are no threads');
  return sink;
}

/** As many bytes, which unpack to the same: what follows the end of a member and begins with a zero does not count. */
function padded(data: Uint8Array): Uint8Array {
  const stored = Buffer.from(gzipSync(TAR, { level: 9 }));
  return Buffer.concat([stored, new Uint8Array(Math.max(0, data.byteLength - stored.byteLength))]);
}

async function finished(sink: LayerSink<Indexed>): Promise<void> {
  await sink.write(TAR);
  expect(listIndex((await sink.end()).index.entries)).toEqual(LISTING);
}

async function* broken(tar: ByteStream): ByteStream {
  const data = await readAll(gzip(tar));
  data.fill(0xff, data.byteLength / 2);
  yield data;
}
