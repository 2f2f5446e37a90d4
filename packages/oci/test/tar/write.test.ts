import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ByteStream, bytes } from '@strake/core';
import { digestOf, readTar, type TarEntry, type TarEntryToWrite, writeTar } from '../../src/index.ts';
import { isMark } from '../../src/layer/whiteout.ts';
import { layerEntries, type LayerItem, readAll } from '../../src/testing.ts';

type Item = readonly [TarEntryToWrite, (Uint8Array | ByteStream | undefined)?];

function tarOf(items: readonly Item[]): ByteStream {
  return writeTar(async (writer) => {
    for (const [entry, data] of items) await writer.add(entry, data);
  });
}

async function read(tar: ByteStream): Promise<readonly { entry: TarEntry; data: readonly number[] }[]> {
  const seen: { entry: TarEntry; data: number[] }[] = [];
  for await (const item of readTar(tar)) {
    if (item.kind === 'entry') seen.push({ entry: item.entry, data: [] });
    else seen.at(-1)?.data.push(...item.chunk);
  }
  return seen;
}

/** Layer entries that are entries of a tar. */
function plain(items: readonly LayerItem[]): readonly Item[] {
  return items.flatMap(([entry, data]): readonly Item[] => (isMark(entry) ? [] : [[entry, data]]));
}

test('what is written is read back', async () => {
  await fc.assert(
    fc.asyncProperty(layerEntries().map(plain), async (items) => {
      const found = await read(tarOf(items));
      const expected = items.map(([entry, data]) => ({
        entry: { ...entry, offset: undefined },
        data: [...((data as Uint8Array | undefined) ?? [])],
      }));
      expect(found.map(({ entry, data }) => ({ entry: { ...entry, offset: undefined }, data }))).toEqual(expected);
    }),
    { numRuns: 120 },
  );
}, 30_000);

test('`add` says where the bytes are', async () => {
  await fc.assert(
    fc.asyncProperty(layerEntries().map(plain), async (items) => {
      const offsets: number[] = [];
      const tar = await readAll(
        writeTar(async (writer) => {
          for (const [entry, data] of items) offsets.push(await writer.add(entry, data));
        }),
      );
      expect(tar.byteLength % 512).toBe(0);
      const files = items.flatMap(([entry, data], i) => (entry.type === 'file' ? [{ data, at: offsets[i] ?? 0 }] : []));
      for (const { data, at } of files)
        expect([...tar.subarray(at, at + (data as Uint8Array).byteLength)]).toEqual([...(data as Uint8Array)]);
    }),
    { numRuns: 100 },
  );
}, 30_000);

const META = { mode: 0o644, uid: 0, gid: 0, mtime: 1_700_000_000 } as const;
const file = (size: number, more: object = {}): TarEntryToWrite => ({
  type: 'file',
  path: 'a',
  ...META,
  size,
  ...more,
});

describe('the bytes', () => {
  test('are plain ustar where ustar will do', async () => {
    const tar = await readAll(
      tarOf([[{ type: 'directory', path: 'd', ...META, mode: 0 }], [file(3), Uint8Array.of(1, 2, 3)]]),
    );
    expect(tar.byteLength).toBe(512 + 512 + 512 + 1024);
    const text = new TextDecoder('latin1').decode(tar);
    expect(text.slice(0, 3)).toBe('d/\0');
    expect(text.slice(100, 107)).toBe('000000 ');
    expect(text.slice(257, 265)).toBe('ustar\x0000');
    expect(text.slice(265, 329)).toBe('\0'.repeat(64));
  });

  test.each<[what: string, more: object]>([
    ['names over 100 bytes without a place to split', { path: 'x'.repeat(101) }],
    ['names that are not ASCII', { path: 'ä' }],
    ['large ids', { uid: 300_000 }],
    ['nanoseconds', { mtimeNs: 1 }],
    ['times before 1970', { mtime: -1 }],
    ['times after 2038', { mtime: 2 ** 31 }],
    ['attributes', { xattrs: { 'user.a': '' } }],
  ])('have one extended header for %s', async (_, more) => {
    const tar = await readAll(tarOf([[file(0, more)]]));
    expect(tar.byteLength).toBe(512 + 512 + 512 + 1024);
    expect(tar[156]).toBe('x'.charCodeAt(0));
  });

  test('split names at a slash', async () => {
    const path = `${'a/'.repeat(70)}${'x'.repeat(90)}`;
    const tar = await readAll(tarOf([[file(0, { path })]]));
    expect(tar.byteLength).toBe(512 + 1024);
    expect((await read(bytes(tar)))[0]?.entry.path).toBe(path);
  });

  test('do not depend on how data come', async () => {
    const data = new Uint8Array(700_000).map((_, i) => i % 253);
    const parts = async function* (size: number): ByteStream {
      for (let at = 0; at < data.byteLength; at += size) yield data.subarray(at, at + size);
    };
    const digests = [data, parts(1000), parts(65_536), parts(700_000)].map(async (body) =>
      digestOf(await readAll(tarOf([[file(data.byteLength), body]]))),
    );
    expect(new Set(await Promise.all(digests)).size).toBe(1);
  });

  test('of a file of more than 8 GiB have its size', async () => {
    const size = 2 ** 33 + 5;
    const iterator = tarOf([[file(size), endless()]])[Symbol.asyncIterator]();
    const { value } = await iterator.next();
    await iterator.return?.();
    const reader = readTar(bytes(value as Uint8Array));
    const { value: item } = await reader.next();
    expect(item).toMatchObject({ entry: { size, offset: 1536 } });
  });
});

async function* endless(): ByteStream {
  for (;;) yield new Uint8Array(1024 * 1024);
}

test.each<[what: string, entry: TarEntryToWrite]>([
  ['permission bits', file(0, { mode: 0o10000 })],
  ['negative ids', file(0, { uid: -1 })],
  ['ids over 2^32', file(0, { gid: 2 ** 32 - 1 })],
  ['fractions of a second', file(0, { mtime: 0.5 })],
  ['too many nanoseconds', file(0, { mtimeNs: 1e9 })],
  ['negative sizes', file(-1)],
  ['attribute names with an equals sign', file(0, { xattrs: { 'user.a=b': '' } })],
  ['empty attribute names', file(0, { xattrs: { '': '' } })],
  ['empty targets', { type: 'symlink', path: 'a', target: '', ...META }],
  ['NUL in targets', { type: 'symlink', path: 'a', target: 'a\0b', ...META }],
  ['device numbers', { type: 'block-device', path: 'a', major: 4096, minor: 0, ...META }],
])('refuses %s that no layer can hold', async (_, entry) => {
  await expect(readAll(tarOf([[entry]]))).rejects.toMatchObject({ code: 'LAYER_INVALID' });
});

test.each<[what: string, size: number, data: () => Uint8Array | ByteStream | undefined]>([
  ['no data', 1, () => undefined],
  ['too few bytes', 2, () => new Uint8Array(1)],
  ['too many bytes', 2, () => new Uint8Array(3)],
  ['a short stream', 2_000_000, () => bytes(new Uint8Array(1_000_000))],
  ['a long stream', 1_000_000, () => bytes(new Uint8Array(1_000_001))],
  ['an endless stream', 1_000_000, endless],
  ['a stream for an empty file', 0, () => bytes(new Uint8Array(1))],
])('refuses a file of another size: %s', async (_, size, data) => {
  await expect(readAll(tarOf([[file(size), data()]]))).rejects.toMatchObject({ code: 'LAYER_INVALID' });
});

test('a reader that leaves ends the producer and the stream it reads', async () => {
  let ended = false;
  const source = async function* (): ByteStream {
    try {
      yield* endless();
    } finally {
      ended = true;
    }
  };
  for await (const chunk of tarOf([[file(2 ** 40), source()]])) {
    expect(chunk.byteLength).toBeGreaterThan(0);
    break;
  }
  await expect.poll(() => ended).toBe(true);
});

test('a failing producer fails the archive', async () => {
  const tar = writeTar(async () => {
    throw new Error('producer');
  });
  await expect(readAll(tar)).rejects.toThrow('producer');
});
