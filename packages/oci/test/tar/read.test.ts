import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createTarReader, OciError, type TarEntry } from '../../src/index.ts';
import { concat, END, type RawHeader, rawData, rawEntry, rawHeader, rawPax } from './raw-tar.ts';

type Seen = { readonly entry: TarEntry; data: string };

/** What a reader makes of an archive that comes in chunks of `size` bytes. */
function read(archive: Uint8Array, size = archive.byteLength, limits = {}): readonly Seen[] {
  const seen: Seen[] = [];
  const reader = createTarReader(
    {
      entry: (entry) => seen.push({ entry, data: '' }),
      data: (chunk) => {
        (seen.at(-1) as Seen).data += String.fromCharCode(...chunk);
      },
    },
    limits,
  );
  for (let at = 0; at < archive.byteLength; at += size) reader.push(archive.subarray(at, at + size));
  reader.end();
  return seen;
}

/** The first entry of an archive. */
function first(...parts: readonly Uint8Array[]): TarEntry | undefined {
  return read(concat(...parts, END))[0]?.entry;
}

describe('reads', () => {
  const META = { mode: 0o644, uid: 0, gid: 0, mtime: 0 };
  const LONG = `${'d/'.repeat(100)}name`;

  test.each<[what: string, parts: readonly Uint8Array[], expected: object]>([
    ['a file', [rawEntry({ name: 'a' }, 'text')], { type: 'file', path: 'a', size: 4, offset: 512, ...META }],
    ['an old file', [rawEntry({ type: '\0', magic: '' })], { type: 'file', path: 'file' }],
    ['an old directory', [rawEntry({ name: 'd/', type: '\0', magic: '' })], { type: 'directory', path: 'd' }],
    ['a file with a slash at its end', [rawEntry({ name: 'a/' }, 'x')], { type: 'file', path: 'a', size: 1 }],
    [
      'a symlink with a slash at its end',
      [rawEntry({ name: 'a/', type: '2', link: 'x' })],
      { type: 'symlink', path: 'a' },
    ],
    ['a pipe with a slash at its end', [rawEntry({ name: 'a/', type: '6' })], { type: 'fifo', path: 'a' }],
    [
      'a hard link with slashes at its ends',
      [rawEntry({ name: 'a/', type: '1', link: 'b/' })],
      { type: 'hardlink', path: 'a', target: 'b' },
    ],
    ['a directory', [rawEntry({ name: './d/', type: '5' })], { type: 'directory', path: 'd' }],
    ['the root', [rawEntry({ name: './', type: '5' })], { type: 'directory', path: '' }],
    ['a symlink', [rawEntry({ type: '2', link: '/x/../y' })], { type: 'symlink', target: '/x/../y' }],
    ['a hard link', [rawEntry({ type: '1', link: './x' })], { type: 'hardlink', target: 'x' }],
    ['a fifo', [rawEntry({ type: '6' })], { type: 'fifo' }],
    [
      'a device',
      [rawEntry({ type: '3', major: '0000001\0', minor: '0000005\0' })],
      { type: 'character-device', major: 1, minor: 5 },
    ],
    [
      'a block device',
      [rawEntry({ type: '4', minor: '3777777\0' })],
      { type: 'block-device', major: 0, minor: 2 ** 20 - 1 },
    ],
    ['setuid and sticky', [rawEntry({ mode: '0107755\0' })], { mode: 0o7755 }],
    ['blanks around numbers', [rawEntry({ mode: '   644 \0', uid: '    5\0 \0' })], { mode: 0o644, uid: 5 }],
    ['empty numbers', [rawEntry({ uid: new Uint8Array(8) })], { uid: 0 }],
    ['a prefix', [rawEntry({ name: 'b', prefix: 'a/x' })], { path: 'a/x/b' }],
    ['GNU headers', [rawEntry({ name: 'b', magic: 'ustar  \0' })], { path: 'b' }],
    [
      'names that fill their field',
      [rawEntry({ name: 'n'.repeat(100), prefix: 'p'.repeat(155) })],
      { path: `${'p'.repeat(155)}/${'n'.repeat(100)}` },
    ],
    ['bytes that are not UTF-8', [rawEntry({ name: Uint8Array.of(0x61, 0xff) })], { path: 'a\udcff' }],
    [
      'base-256 sizes',
      [rawHeader({ size: Uint8Array.of(0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 5) }), rawData('abcde')],
      { size: 5 },
    ],
    ['base-256 ids', [rawEntry({ uid: Uint8Array.of(0x80, 0, 0, 0, 0, 0x98, 0x96, 0x80) })], { uid: 10_000_000 }],
    ['negative times', [rawEntry({ mtime: new Uint8Array(12).fill(0xff) })], { mtime: -1 }],
    [
      'a PAX path and link',
      [rawPax({ path: 'ä/b', linkpath: 'c\udcff' }), rawEntry({ type: '2', link: 'x' })],
      { path: 'ä/b', target: 'c\udcff' },
    ],
    [
      'PAX numbers',
      [rawPax({ uid: '3000000000', gid: '7', size: '3' }), rawHeader({ size: 0 }), rawData('abc')],
      { uid: 3e9, gid: 7, size: 3, offset: 1536 },
    ],
    ['PAX times', [rawPax({ mtime: '12.345' }), rawEntry({})], { mtime: 12, mtimeNs: 345_000_000 }],
    ['PAX times before 1970', [rawPax({ mtime: '-1.5' }), rawEntry({})], { mtime: -2, mtimeNs: 500_000_000 }],
    [
      'PAX times with too many digits',
      [rawPax({ mtime: '1.9999999999' }), rawEntry({})],
      { mtime: 1, mtimeNs: 999_999_999 },
    ],
    [
      'attributes',
      [rawPax({ 'SCHILY.xattr.user.a': '\0\udcff\n=' }), rawEntry({})],
      { xattrs: { 'user.a': '\0ÿ\n=' } },
    ],
    [
      'no attributes that steer overlayfs',
      [rawPax({ 'SCHILY.xattr.trusted.overlay.opaque': 'y', 'SCHILY.xattr.user.overlay.redirect': '/' }), rawEntry({})],
      { path: 'file' },
    ],
    [
      'PAX keys nobody needs',
      [rawPax({ atime: '1', comment: 'x', 'LIBARCHIVE.creationtime': '2' }), rawEntry({})],
      { path: 'file' },
    ],
    ['global comments', [rawPax({ comment: 'abc' }, 'g'), rawEntry({})], { path: 'file' }],
    ['GNU long names', [rawEntry({ type: 'L' }, `${LONG}\0`), rawEntry({ name: 'd/d' })], { path: LONG }],
    [
      'GNU long names and links',
      [rawEntry({ type: 'K' }, 'l/'.repeat(90)), rawEntry({ type: 'L' }, LONG), rawEntry({ type: '2' })],
      { path: LONG, target: 'l/'.repeat(90) },
    ],
  ])('%s', (_, parts, expected) => {
    expect(first(...parts)).toMatchObject(expected);
  });

  test('overlay attributes leave nothing behind', () => {
    const entry = first(rawPax({ 'SCHILY.xattr.trusted.overlay.opaque': 'y' }), rawEntry({}));
    expect(entry).not.toHaveProperty('xattrs');
  });

  test.each([1, 7, 511, 512, 513, 1024, 4096])('in chunks of %i bytes as in one', (size) => {
    const archive = concat(
      rawPax({ path: 'long name' }),
      rawEntry({}, 'x'.repeat(700)),
      rawEntry({ name: 'b', type: '5' }),
      rawEntry({ name: 'c' }, 'y'.repeat(512)),
      rawEntry({ name: 'empty' }),
      END,
      new Uint8Array(8000),
    );
    expect(read(archive, size)).toEqual(read(archive));
    expect(read(archive, size).map(({ entry, data }) => [entry.path, data.length])).toEqual([
      ['long name', 700],
      ['b', 0],
      ['c', 512],
      ['empty', 0],
    ]);
  });

  test.each<[string, Uint8Array]>([
    ['nothing at all', new Uint8Array()],
    ['only the end', END],
    ['one block of zeros', new Uint8Array(512)],
  ])('%s as an empty archive', (_, archive) => {
    expect(read(archive)).toEqual([]);
  });

  test('an archive without an end, and nothing behind the end', () => {
    expect(read(rawEntry({}, 'x'))).toHaveLength(1);
    expect(read(concat(rawEntry({}), END, rawEntry({ name: 'smuggled' })))).toHaveLength(1);
  });

  test('what a source that can seek has skipped', () => {
    const names: string[] = [];
    const reader = createTarReader({ entry: (entry) => names.push(entry.path), data: () => undefined });
    reader.push(concat(rawHeader({ size: 1000 })));
    expect(reader.skippable).toBe(1024);
    reader.skip(1024);
    reader.push(concat(rawHeader({ name: 'b' }), END));
    reader.end();
    expect(names).toEqual(['file', 'b']);
    expect(() => reader.skip(1)).toThrow(RangeError);
  });
});

const GOOD = rawEntry({ name: 'good' });
const zeros = (count: number): string => '0'.repeat(count);

describe('refuses', () => {
  test.each<[what: string, parts: readonly Uint8Array[], code?: string]>([
    ['a wrong checksum', [rawEntry({ wrong: 1 })]],
    ['a prefix in a GNU header (Python reads it, GNU tar does not)', [rawEntry({ prefix: 'a', magic: 'ustar  \0' })]],
    ['a prefix in an old header', [rawEntry({ prefix: 'a', magic: '' })]],
    [
      'an old directory by one name and file by another',
      [rawEntry({ type: 'L' }, 'a'), rawEntry({ name: 'b/', type: '\0' })],
    ],
    ['unknown magic', [rawEntry({ magic: 'dustar00' })]],
    ['headers of star', [rawEntry({ tail: 'tar\0' })]],
    ['negative sizes (GHSA-8x88-c5mf-7j5w)', [rawHeader({ size: new Uint8Array(12).fill(0xff) })]],
    ['sizes over 2^53', [rawHeader({ size: Uint8Array.of(0x80, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0) })]],
    ['sizes that are no number', [rawHeader({ size: `0000000009\0\0` })]],
    ['sizes with a sign', [rawHeader({ size: `-${zeros(9)}1\0` })]],
    ['two numbers in one field', [rawHeader({ uid: '1 000 2\0' })]],
    ['negative owners', [rawEntry({ uid: new Uint8Array(8).fill(0xff) })]],
    ['owners over 2^32 (CVE-2024-40635)', [rawPax({ uid: '4294967295' }), rawEntry({})]],
    ['a directory with data', [rawEntry({ type: '5' }, 'x')]],
    ['a symlink with data', [rawEntry({ type: '2', link: 'a' }, 'x')]],
    ['a hard link with data', [rawEntry({ type: '1', link: 'a' }, 'x')]],
    ['a PAX size for what has no data', [rawPax({ size: '512' }), rawEntry({ type: '5' }), GOOD]],
    ['a symlink without a target', [rawEntry({ type: '2' })]],
    ['a hard link without a target', [rawEntry({ type: '1' })], 'PATH_UNSAFE'],
    ['a directory of old archives with data', [rawEntry({ name: 'a/', type: '\0' }, 'x')]],
    ['a file as the root', [rawEntry({ name: '.' })]],
    ['device numbers out of range', [rawEntry({ type: '3', major: '0010000\0' })]],
    ['minor numbers out of range', [rawEntry({ type: '4', minor: '4000000\0' })]],
    ['a long name that goes on behind its end', [rawEntry({ type: 'L', size: 3 }, 'a/long/name'), rawEntry({})]],
    ['digits behind a NUL', [rawEntry({ size: '\x0000000000001' }, 'x')]],
    ['garbled device numbers where there are none', [rawEntry({ magic: '', type: '\0', major: 'x' })]],
    ['GNU sparse files (CVE-2025-58183)', [rawEntry({ type: 'S', magic: 'ustar  \0' })]],
    ['PAX sparse files', [rawPax({ 'GNU.sparse.major': '1' }), rawEntry({})]],
    ['multi-volume parts', [rawEntry({ type: 'M' })]],
    ['volume labels', [rawEntry({ type: 'V' })]],
    ['unknown types', [rawEntry({ type: 'Z' })]],
    ['contiguous files, which Go and Docker do not know', [rawEntry({ type: '7' })]],
    ['NUL in a PAX path (GHSA-gvwx-54wh-qm9j)', [rawPax({ path: 'a\0b' }), rawEntry({})]],
    ['NUL in a PAX link', [rawPax({ linkpath: 'a\0b' }), rawEntry({ type: '2', link: 'x' })]],
    ['NUL in a PAX key', [rawPax({ 'a\0': 'b' }), rawEntry({})]],
    ['NUL inside a GNU long name', [rawEntry({ type: 'L' }, 'a\0b\0'), rawEntry({})]],
    ['two PAX headers for one entry', [rawPax({ path: 'a' }), rawPax({ path: 'b' }), rawEntry({})]],
    [
      'a PAX header before another meta header (GHSA-vmf3-w455-68vh)',
      [rawPax({ size: '1024' }), rawEntry({ type: 'L' }, 'name'), rawEntry({}, 'x')],
    ],
    ['a long name before a PAX header', [rawEntry({ type: 'L' }, 'name'), rawPax({ path: 'b' }), rawEntry({})]],
    ['two long names', [rawEntry({ type: 'L' }, 'a'), rawEntry({ type: 'L' }, 'b'), rawEntry({})]],
    ['an empty PAX path', [rawPax('8 path=\n'), rawEntry({ name: 'a' })]],
    ['two PAX values of one key', [rawPax('9 size=1\n9 size=2\n'), rawEntry({})]],
    ['a global header that names entries', [rawPax({ path: 'evil' }, 'g'), rawEntry({})]],
    ['a global header with a size', [rawPax({ size: '1' }, 'g'), rawEntry({})]],
    ['a global header with a garbled time', [rawPax({ atime: './x' }, 'g'), rawEntry({})]],
    ['a global header with attributes', [rawPax({ 'SCHILY.xattr.a': '1' }, 'g'), rawEntry({})]],
    ['PAX records that overrun', [rawPax('99 path=a\n'), rawEntry({})]],
    ['PAX records that are too short', [rawPax('5 path=a\n'), rawEntry({})]],
    ['PAX records without a length', [rawPax('path=a\n'), rawEntry({})]],
    ['PAX lengths with zeros in front', [rawPax('010 path=a\n'), rawEntry({})]],
    ['PAX lengths with a sign', [rawPax('-5 path=a\n'), rawEntry({})]],
    ['PAX records without a key', [rawPax('5 =a\n'), rawEntry({})]],
    ['PAX records without an equals sign', [rawPax('7 patha\n'), rawEntry({})]],
    ['a PAX size in hexadecimal', [rawPax({ size: '0x10' }), rawEntry({})]],
    ['a PAX size with a fraction', [rawPax({ size: '1.0' }), rawEntry({})]],
    ['a negative PAX size', [rawPax({ size: '-1' }), rawEntry({})]],
    ['a PAX size over 2^53', [rawPax({ size: '9007199254740992' }), rawEntry({})]],
    ['a PAX time that is none', [rawPax({ mtime: '1e5' }), rawEntry({})]],
    ['a garbled PAX time of access, at which GNU tar fails', [rawPax({ atime: ' 3' }), rawEntry({})]],
    ['a garbled PAX time of change', [rawPax({ ctime: 'dir/' }), rawEntry({})]],
    ['a real size, which libarchive takes for the size', [rawPax({ 'SCHILY.realsize': '0' }), rawEntry({}, 'x')]],
    ['PAX device numbers', [rawPax({ 'SCHILY.devmajor': '1' }), rawEntry({ type: '3' })]],
    ['an empty extended header', [rawPax(''), rawEntry({})]],
    ['extended headers over 1 MiB', [rawHeader({ type: 'x', size: 1024 * 1024 + 1 })], 'LIMIT_EXCEEDED'],
    ['long names over 1 MiB', [rawHeader({ type: 'L', size: 2 ** 33 - 1 })], 'LIMIT_EXCEEDED'],
    ['a lone block of zeros (GNU tar reads on, Python stops)', [GOOD, new Uint8Array(512), GOOD]],
    ['`..` in a name (CVE-2015-8860)', [rawEntry({ name: '../a' })], 'PATH_UNSAFE'],
    ['`..` inside a name', [rawEntry({ name: 'a/../b' })], 'PATH_UNSAFE'],
    ['`..` behind a slash', [rawEntry({ name: '/../a' })], 'PATH_UNSAFE'],
    ['`..` through the prefix', [rawEntry({ name: '/a', prefix: '..' })], 'PATH_UNSAFE'],
    ['`..` in a PAX path (GHSA-w8wr-v893-vjvp)', [rawPax({ path: 'a/../../b' }), rawEntry({})], 'PATH_UNSAFE'],
    ['`..` in a hard link (CVE-2026-24842)', [rawEntry({ type: '1', link: '../../etc/shadow' })], 'PATH_UNSAFE'],
    ['an empty name', [rawEntry({ name: '' })], 'PATH_UNSAFE'],
    ['names over 255 bytes', [rawPax({ path: 'x'.repeat(256) }), rawEntry({})], 'PATH_UNSAFE'],
    ['paths over 4095 bytes', [rawPax({ path: 'a/'.repeat(2100) + 'b' }), rawEntry({})], 'PATH_UNSAFE'],
  ])('%s', (_, parts, code = 'TAR_INVALID') => {
    expect(() => read(concat(...parts, END))).toThrow(expect.objectContaining({ code }));
  });

  test.each<[what: string, archive: Uint8Array]>([
    ['in a header', rawHeader().subarray(0, 300)],
    ['before data', rawHeader({ size: 1 })],
    ['in data', rawEntry({}, 'x'.repeat(600)).subarray(0, 1000)],
    ['in padding', rawEntry({}, 'x').subarray(0, 1000)],
    ['in an extended header', rawPax({ path: 'a' }).subarray(0, 600)],
    ['after an extended header', rawPax({ path: 'a' })],
    ['after a global header', rawPax({ comment: 'a' }, 'g')],
    ['after a long name', concat(rawEntry({ type: 'L' }, 'a'), END)],
  ])('an archive that is cut off %s', (_, archive) => {
    expect(() => read(archive)).toThrow(expect.objectContaining({ code: 'TAR_INVALID' }));
  });

  test('more bytes of extended headers than the limit, together', () => {
    const entry = (name: string): Uint8Array => concat(rawPax({ path: name.repeat(100) }), rawEntry({}));
    const archive = concat(entry('a'), entry('b'), rawEntry({ name: 'c' }), END);
    expect(read(archive, archive.byteLength, { extended: 300 })).toHaveLength(3);
    expect(() => read(archive, archive.byteLength, { extended: 200 })).toThrow(
      expect.objectContaining({ code: 'LIMIT_EXCEEDED' }),
    );
  });

  test('more entries than the limit', () => {
    const archive = concat(GOOD, GOOD, GOOD, END);
    expect(read(archive, archive.byteLength, { entries: 3 })).toHaveLength(3);
    expect(() => read(archive, archive.byteLength, { entries: 2 })).toThrow(
      expect.objectContaining({ code: 'LIMIT_EXCEEDED' }),
    );
  });
});

test('any bytes are read or refused, and the same in any chunks', () => {
  const bytes = fc.uint8Array({ maxLength: 64 });
  const header = fc.record({ at: fc.nat(511), bytes, type: fc.constantFrom('0', '5', 'x', 'L', '1', 'g', '\0') });
  const blocks = fc
    .array(header, { minLength: 1, maxLength: 4 })
    .map((list) =>
      concat(
        ...list.map(({ at, bytes: noise, type }) => spoilt({ type, size: noise.byteLength, link: 'a' }, at, noise)),
        END,
      ),
    );
  fc.assert(
    fc.property(
      fc.oneof(blocks, fc.uint8Array({ maxLength: 2000 })),
      fc.integer({ min: 1, max: 700 }),
      (archive, size) => {
        expect(outcome(() => read(archive, size))).toEqual(outcome(() => read(archive)));
      },
    ),
    { numRuns: 500 },
  );
});

/** An entry with some bytes of its header overwritten; half of them get a checksum that fits. */
function spoilt(header: RawHeader, at: number, noise: Uint8Array): Uint8Array {
  const entry = rawEntry(header, noise);
  entry.set(noise.subarray(0, Math.min(noise.byteLength, 512 - at)), at);
  entry.fill(0x20, 148, 156);
  const sum = entry.subarray(0, 512).reduce((total, byte) => total + byte, 0);
  entry.set(new TextEncoder().encode(`${(at % 2 ? sum : sum + 1).toString(8).padStart(6, '0')}\0 `), 148);
  return entry;
}

function outcome(act: () => unknown): unknown {
  try {
    return act();
  } catch (error) {
    if (error instanceof OciError) return error.code;
    throw error;
  }
}
