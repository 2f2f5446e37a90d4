import { bytes, join } from '@strake/core';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  createMemoryStore,
  digestOf,
  type EntryWithData,
  type LayerIndex,
  readIndex,
  sha256Hasher,
  withinTimes,
  writeLayer,
} from '../../src/index.ts';
import { decodeIndexBlob, encodeIndexBlob } from '../../src/layer/index-codec.ts';
import type { Listing } from '../../src/layer/layer.ts';
import { decodeListingBlob, encodeListingBlob } from '../../src/layer/listing-codec.ts';
import { readListing } from '../../src/layer/read-index.ts';
import { nodeHasher } from '../../src/node.ts';
import { layerEntries, listIndex, withContents } from '../../src/testing.ts';
import { concat, END, type RawHeader, rawEntry, rawPax } from '../tar/raw-tar.ts';

const ID = digestOf(new Uint8Array());

async function indexOf(...parts: readonly Uint8Array[]): Promise<LayerIndex> {
  return readIndex(bytes(concat(...parts, END)), ID, { createHasher: nodeHasher });
}

const file = (name: string, data = ''): Uint8Array => rawEntry({ name }, data);
const directory = (name: string): Uint8Array => rawEntry({ name, type: '5', mode: '0000755\0' });
const other = (name: string, type: string, more: RawHeader = {}): Uint8Array => rawEntry({ name, type, ...more });

describe('an index of a tar', () => {
  test.each<[what: string, parts: readonly Uint8Array[], expected: readonly string[]]>([
    [
      'is sorted by segment',
      [file('b'), file('a-b'), directory('a/'), file('a/c')],
      ['d 0:0 a', '- 0:0 a/c 0', '- 0:0 a-b 0', '- 0:0 b 0'],
    ],
    ['has the last of several entries of a name', [file('a', '1'), file('a', '22')], ['- 0:0 a 2']],
    ['takes names that are cleaned to the same', [file('./a', '1'), file('/a', '22'), file('a', '333')], ['- 0:0 a 3']],
    ['forgets what a later file replaces', [directory('a'), file('a/b'), file('a', '1')], ['- 0:0 a 1']],
    ['forgets what a later link replaces', [file('a/b/c'), other('a', '2', { link: 'x' })], ['l 0:0 a -> x']],
    ['keeps a directory that replaces a file', [file('a'), directory('a/'), file('a/b')], ['d 0:0 a', '- 0:0 a/b 0']],
    ['has whiteouts', [file('.wh.a'), file('d/.wh.b')], ['w a', 'w d/b']],
    [
      'has opaque markers after their directory',
      [directory('d'), file('d/a'), file('d/.wh..wh..opq')],
      ['d 0:0 d', 'o d', '- 0:0 d/a 0'],
    ],
    ['says nothing of the root, which is the same in every overlay', [directory('.'), file('./a')], ['- 0:0 a 0']],
    ['has no opaque root, as in Docker', [file('.wh..wh..opq'), file('a')], ['- 0:0 a 0']],
    [
      'takes an entry over a whiteout of its name',
      [file('.wh.a'), file('a'), file('b'), file('.wh.b')],
      ['- 0:0 a 0', '- 0:0 b 0'],
    ],
    ['makes a directory beside its whiteout opaque', [directory('d'), file('.wh.d')], ['d 0:0 d', 'o d']],
    [
      'takes a directory over a whiteout of its name',
      [file('.wh.d'), directory('d'), file('d/a')],
      ['d 0:0 d', '- 0:0 d/a 0'],
    ],
    ['has no whiteouts in what is gone', [file('.wh.d'), file('d/.wh.e')], ['w d']],
    ['takes devices 0:0 for whiteouts', [other('gone', '3')], ['w gone']],
    ['makes an implied directory beside its whiteout opaque', [file('d/a'), file('.wh.d')], ['o d', '- 0:0 d/a 0']],
    [
      'leaves out what aufs kept for itself',
      [directory('.wh..wh.plnk'), file('.wh..wh.aufs'), file('d/.wh..wh.orph')],
      [],
    ],
    [
      'has files that only aufs links name',
      [
        file('.wh..wh.plnk/1.2', 'x'),
        other('a', '1', { link: '.wh..wh.plnk/1.2' }),
        other('b', '1', { link: '.wh..wh.plnk/1.2' }),
      ],
      ['- 0:0 a 1', 'h 0:0 b -> a'],
    ],
    ['has hard links', [file('a', 'x'), other('b', '1', { link: 'a' })], ['- 0:0 a 1', 'h 0:0 b -> a']],
    [
      'calls the first of the names the file',
      [file('z', 'x'), other('a', '1', { link: 'z' })],
      ['- 0:0 a 1', 'h 0:0 z -> a'],
    ],
    [
      'has links to links',
      [file('a', 'x'), other('b', '1', { link: 'a' }), other('c', '1', { link: 'b' })],
      ['- 0:0 a 1', 'h 0:0 b -> a', 'h 0:0 c -> a'],
    ],
    [
      'has links of files whose name went to another',
      [file('a', 'x'), other('b', '1', { link: 'a' }), file('a', 'new')],
      ['- 0:0 a 3', '- 0:0 b 1'],
    ],
    [
      'has links of files that went',
      [file('d/a', 'x'), other('b', '1', { link: 'd/a' }), file('d', '')],
      ['- 0:0 b 1', '- 0:0 d 0'],
    ],
    [
      'lists what is no file and is linked as what it is',
      [other('a', '2', { link: 'x' }), other('b', '1', { link: 'a' })],
      ['l 0:0 a -> x', 'l 0:0 b -> x'],
    ],
    [
      'has what lies below a symlink where that leads',
      [directory('real'), other('lnk', '2', { link: 'real' }), file('lnk/f')],
      ['l 0:0 lnk -> real', 'd 0:0 real', '- 0:0 real/f 0'],
    ],
    [
      'has what lies below a symlink to something of another layer where that leads',
      [other('l', '2', { link: '/etc' }), file('l/d/f'), other('h', '1', { link: 'l' }), file('h/g')],
      ['- 0:0 etc/d/f 0', '- 0:0 etc/g 0', 'l 0:0 h -> /etc', 'l 0:0 l -> /etc'],
    ],
    [
      'takes hard links to what it removes for whiteouts',
      [file('.wh.a'), file('b'), other('b', '1', { link: 'a' })],
      ['w a', 'w b'],
    ],
    [
      'takes what was below with such a link, unless something else takes its place',
      [
        ...[directory('d'), file('d/f'), file('d/.wh.g'), file('i/f'), file('.wh.a')],
        ...[other('d', '1', { link: 'a' }), other('i', '1', { link: 'a' }), other('e', '1', { link: 'a' })],
        ...[directory('e'), file('e/f')],
      ],
      ['w a', 'w d', 'd 0:0 e', '- 0:0 e/f 0', 'w i'],
    ],
    ['takes the whiteouts of a directory with it', [file('d/.wh.f'), file('d')], ['- 0:0 d 0']],
    [
      'cleans `..` that stays inside out of names',
      [file('no/../d/f', 'x'), file('d/../.wh.w'), other('d/../h', '1', { link: 'no/.././d/f' })],
      ['- 0:0 d/f 1', 'h 0:0 h -> d/f', 'w w'],
    ],
    [
      'follows absolute links and `..` inside its root',
      [
        directory('a'),
        directory('a/b'),
        other('a/up', '2', { link: '../../../a/./b' }),
        other('abs', '2', { link: '/a/up' }),
        directory('abs/c'),
        file('abs/c/f'),
      ],
      ['d 0:0 a', 'd 0:0 a/b', 'd 0:0 a/b/c', '- 0:0 a/b/c/f 0', 'l 0:0 a/up -> ../../../a/./b', 'l 0:0 abs -> /a/up'],
    ],
    [
      'has hard links whose target goes through a symlink, but not those to one',
      [
        directory('d'),
        file('d/z', 'x'),
        other('s', '2', { link: 'd' }),
        other('s/l', '2', { link: 'z' }),
        other('h', '1', { link: 's/z' }),
        other('i', '1', { link: 's/l' }),
      ],
      ['d 0:0 d', 'l 0:0 d/l -> z', '- 0:0 d/z 1', 'h 0:0 h -> d/z', 'l 0:0 i -> z', 'l 0:0 s -> d'],
    ],
    [
      'follows a symlink only as long as it is one',
      [
        directory('real'),
        other('lnk', '2', { link: 'real' }),
        file('lnk/f'),
        directory('lnk'),
        file('lnk/g'),
        other('real/in', '2', { link: '../lnk' }),
        file('real/in/h'),
      ],
      ['d 0:0 lnk', '- 0:0 lnk/g 0', '- 0:0 lnk/h 0', 'd 0:0 real', '- 0:0 real/f 0', 'l 0:0 real/in -> ../lnk'],
    ],
    [
      'forgets what went through a symlink when its place goes',
      [directory('real'), other('lnk', '2', { link: 'real' }), file('lnk/f'), file('real', 'x')],
      ['l 0:0 lnk -> real', '- 0:0 real 1'],
    ],
  ])('%s', async (_, parts, expected) => {
    const index = await indexOf(...parts);
    expect(listIndex(index.entries).map((line) => line.replace(/^([-dlh])\S* /, '$1 '))).toEqual(expected);
  });

  test('takes times that containerd does not set for 1970', async () => {
    const times = ['-1', '-1.5', '0', '9223372036', '9223372037', '1.5'];
    const index = await indexOf(...times.map((mtime, i) => concat(rawPax({ mtime }), file(String(i)))));
    expect(index.entries.map((entry) => 'mtime' in entry && [entry.mtime, entry.mtimeNs ?? 0])).toEqual([
      [0, 0],
      [0, 0],
      [0, 0],
      [9_223_372_036, 0],
      [0, 0],
      [1, 500_000_000],
    ]);
  });

  test('says that names of one file have one set of metadata, the last one said', async () => {
    const index = await indexOf(file('a', 'x'), other('b', '1', { link: 'a', mode: '0000777\0', uid: '0000007\0' }));
    const meta = { mode: 0o777, uid: 7, gid: 0, mtime: 0 };
    expect(index.entries[0]).toMatchObject({ type: 'file', path: 'a', ...meta });
    expect(index.entries[1]).toEqual({ type: 'hardlink', path: 'b', target: 'a', ...meta });
  });

  test.each<[what: string, first: Uint8Array, expected: object]>([
    ['a symlink', other('b', '2', { link: 'x' }), { type: 'symlink', target: 'x', mode: 0o644 }],
    ['a fifo', other('b', '6'), { type: 'fifo', mode: 0o600 }],
    [
      'a device',
      other('b', '3', { major: '0000001\0' }),
      { type: 'character-device', major: 1, minor: 0, mode: 0o600 },
    ],
  ])('says what the names of %s are, with what was said last', async (_, first, expected) => {
    const link = (name: string, to: string): Uint8Array =>
      other(name, '1', { link: to, mode: '0000600\0', uid: '0000007\0' });
    const index = await indexOf(first, link('c', 'b'), link('a', 'c'));
    const node = { ...expected, uid: 7, gid: 0, mtime: 0 };
    expect(index.entries).toEqual([
      { path: 'a', ...node },
      { path: 'b', sameAs: 'a', ...node },
      { path: 'c', sameAs: 'a', ...node },
    ]);
    expect(decodeIndexBlob(encoded(index))).toEqual(index);
  });

  test.each<[what: string, parts: readonly Uint8Array[]]>([
    ['a file below a file', [file('a'), file('a/b')]],
    [
      'a file below a symlink out of the root (CVE-2021-32803)',
      [other('a', '2', { link: '../etc' }), file('a/passwd')],
    ],
    ['a file below a hard link', [file('x'), other('a', '1', { link: 'x' }), file('a/b')]],
    ['a whiteout below a symlink', [other('a', '2', { link: '/etc' }), file('a/.wh.passwd')]],
    ['an opaque marker in a symlink', [other('a', '2', { link: '/etc' }), file('a/.wh..wh..opq')]],
    ['a file below a symlink to a file', [file('r'), other('a', '2', { link: 'r' }), file('a/b')]],
    ['a file below a loop of symlinks', [other('a', '2', { link: 'b' }), other('b', '2', { link: 'a' }), file('a/f')]],
    ['a file below a symlink above the root', [directory('r'), other('a', '2', { link: '../../..' }), file('a/f')]],
    [
      'a file below a symlink into what no layer keeps',
      [directory('.wh..wh.plnk'), other('a', '2', { link: '.wh..wh.plnk' }), file('a/f')],
    ],
    [
      'a file below a symlink that is taken away',
      [directory('r'), other('a', '2', { link: 'r' }), file('.wh.a'), file('a/f')],
    ],
    ['a whiteout below a symlink to a directory', [directory('r'), other('a', '2', { link: 'r' }), file('a/.wh.f')]],
    [
      'a hard link through a symlink to itself',
      [directory('d'), other('s', '2', { link: 'd' }), file('d/z'), other('s/z', '1', { link: 'd/z' })],
    ],
    ['a hard link to what is opaque', [file('d/.wh..wh..opq'), other('b', '1', { link: 'd' })]],
    ['a file below a hard link to what it removes', [file('.wh.a'), other('d', '1', { link: 'a' }), file('d/f')]],
    ['a hard link to nothing', [other('b', '1', { link: 'a' })]],
    ['a hard link before its file', [other('b', '1', { link: 'a' }), file('a')]],
    ['a hard link to itself', [file('a'), other('a', '1', { link: 'a' })]],
    ['a hard link to a directory', [directory('d'), other('b', '1', { link: 'd' })]],
    ['a whiteout of the root (CVE-2021-29136)', [file('.wh.')]],
    ['a whiteout of `.`', [file('.wh..')]],
    ['a whiteout of `..`', [file('d/.wh...')]],
    ['entries below a whiteout', [file('.wh.a/b')]],
    ['a symlink as the root (CVE-2021-29136)', [other('./', '5'), other('.', '2', { link: '/etc' })]],
  ])('refuses %s', async (_, parts) => {
    await expect(indexOf(...parts)).rejects.toMatchObject({ code: expect.stringMatching(/^(?:LAYER|TAR)_INVALID$/) });
  });

  test('ends when the caller leaves', async () => {
    const signal = AbortSignal.abort(new Error('no'));
    await expect(readIndex(bytes(END), ID, { createHasher: nodeHasher, signal })).rejects.toThrow('no');
  });
});

/** The blob of an index, in one piece: as `JSON.stringify` would write it. */
function encoded(index: LayerIndex): Uint8Array {
  return tidy(encodeIndexBlob(index));
}

function tidy(pieces: Iterable<Uint8Array>): Uint8Array {
  const blob = join([...pieces]);
  const text = new TextDecoder().decode(blob);
  expect(JSON.stringify(JSON.parse(text))).toBe(text);
  return blob;
}

test('an index that is written is the index of its tar, but for times that are not unpacked', async () => {
  await fc.assert(
    fc.asyncProperty(layerEntries(), fc.boolean(), async (items, known) => {
      const store = createMemoryStore(nodeHasher);
      const index = await writeLayer(withContents(items, known), { store, createHasher: sha256Hasher });
      const again = await readIndex(store.read(index.diffId), index.diffId, { createHasher: nodeHasher });
      const entries = index.entries.map((entry) => ('mtime' in entry ? withinTimes(entry) : entry));
      expect(again).toEqual({ ...index, entries });
    }),
    { numRuns: 100 },
  );
}, 30_000);

test('a listing is the index without places and contents, also once it is stored', async () => {
  await fc.assert(
    fc.asyncProperty(layerEntries(), async (items) => {
      const store = createMemoryStore(nodeHasher);
      const { diffId } = await writeLayer(withContents(items), { store, createHasher: nodeHasher });
      const listing = await readListing(store.read(diffId), {});
      expect(listing).toEqual(listingOf(await readIndex(store.read(diffId), diffId, { createHasher: nodeHasher })));
      expect(decodeListingBlob(tidy(encodeListingBlob(listing)))).toEqual(listing);
    }),
    { numRuns: 100 },
  );
}, 30_000);

function listingOf({ entries }: LayerIndex): Listing {
  return {
    entries: entries.map((entry) => {
      if (entry.type !== 'file') return entry;
      const { offset: _, content: __, ...file } = entry;
      return file;
    }),
  };
}

test('a stored index is the index', async () => {
  await fc.assert(
    fc.asyncProperty(layerEntries(), async (items) => {
      const store = createMemoryStore(nodeHasher);
      const index = await writeLayer(withContents(items), { store, createHasher: nodeHasher });
      expect(decodeIndexBlob(encoded(index))).toEqual(index);
    }),
    { numRuns: 100 },
  );
}, 30_000);

test.each([
  ['no JSON', (text: string) => text.slice(1)],
  ['another format', (text: string) => text.replace('index 3', 'index 2')],
  ['unknown types', (text: string) => text.replace('"types":"f', '"types":"?')],
  ['missing paths', (text: string) => text.replace('"paths":["a"', '"paths":[')],
  ['missing digests', (text: string) => text.replace(/"contents":"./, '"contents":"')],
  ['missing offsets', (text: string) => text.replace('"offsets":[512]', '"offsets":[]')],
  ['a second name of what has bytes', (text: string) => text.replace('"sameAs":{', '"sameAs":{"0":"a"')],
  ['no columns', () => '{}'],
  ['null', () => 'null'],
])('a stored index is refused when it has %s', async (_, spoil) => {
  const text = new TextDecoder().decode(encoded(await indexOf(file('a', 'x'))));
  const blob = new TextEncoder().encode(spoil(text));
  expect(() => decodeIndexBlob(blob)).toThrow(expect.objectContaining({ code: 'LAYER_INVALID' }));
});

test.each([
  ['no JSON', (text: string) => text.slice(1)],
  ['another format', (text: string) => text.replace('listing 1', 'listing 0')],
  ['missing sizes', (text: string) => text.replace('"sizes":[1]', '"sizes":[]')],
])('a stored listing is refused when it has %s', async (_, spoil) => {
  const text = new TextDecoder().decode(tidy(encodeListingBlob(await indexOf(file('a', 'x')))));
  const blob = new TextEncoder().encode(spoil(text));
  expect(() => decodeListingBlob(blob)).toThrow(expect.objectContaining({ code: 'LAYER_INVALID' }));
});

test('neither is taken for the other', async () => {
  const index = await indexOf(file('a', 'x'));
  const invalid = expect.objectContaining({ code: 'LAYER_INVALID' });
  expect(() => decodeIndexBlob(tidy(encodeListingBlob(index)))).toThrow(invalid);
  expect(() => decodeListingBlob(encoded(index))).toThrow(invalid);
});

const META = { mode: 0o644, uid: 0, gid: 0, mtime: 0 } as const;

async function* linksFirst(): AsyncGenerator<EntryWithData> {
  yield [{ type: 'hardlink', path: 'a', target: 'z', ...META }];
  yield [{ type: 'hardlink', path: 'b', target: 'a', ...META }];
  yield [{ type: 'file', path: 'z', size: 1, ...META }, Uint8Array.of(1)];
}

describe('a layer', () => {
  test('takes async entries as they come, and lets hard links wait for their file', async () => {
    const store = createMemoryStore(nodeHasher);
    const index = await writeLayer(linksFirst(), { store, createHasher: nodeHasher });
    expect(listIndex(index.entries)).toEqual(['-rw-r--r-- 0:0 a 1', 'hrw-r--r-- 0:0 b -> a', 'hrw-r--r-- 0:0 z -> a']);
  });

  test('gives hard links the metadata of their file', async () => {
    const store = createMemoryStore(nodeHasher);
    const entries: readonly EntryWithData[] = [
      [{ type: 'file', path: 'a', size: 0, ...META, mode: 0o4755, uid: 9, xattrs: { 'user.a': 'b' } }],
      [{ type: 'hardlink', path: 'b', target: 'a', ...META, mode: 0 }],
    ];
    const index = await writeLayer(entries, { store, createHasher: nodeHasher });
    const again = await readIndex(store.read(index.diffId), index.diffId, { createHasher: nodeHasher });
    for (const entry of [...index.entries, ...again.entries])
      expect(entry).toMatchObject({ mode: 0o4755, uid: 9, xattrs: { 'user.a': 'b' } });
  });

  test('of a large file has its bytes', async () => {
    const store = createMemoryStore(nodeHasher);
    const chunk = new Uint8Array(1_000_003).fill(7);
    const data = bytes(chunk, chunk, chunk);
    const index = await writeLayer([[{ type: 'file', path: 'a', size: 3_000_009, ...META }, data]], {
      store,
      createHasher: nodeHasher,
    });
    expect(index.entries).toEqual([
      {
        type: 'file',
        path: 'a',
        ...META,
        size: 3_000_009,
        offset: 512,
        content: digestOf(new Uint8Array(3_000_009).fill(7)),
      },
    ]);
  });
});
