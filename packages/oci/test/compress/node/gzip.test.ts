import { type ByteStream, bytes } from '@strake/core';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { constants, crc32, gunzipSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { type ByteSource, type Codec, compressionOf, unpacked, webGzip } from '../../../src/index.ts';
import { readMembers } from '../../../src/compress/node/gzip-members.ts';
import { gzip, nodeCodecs, zstd } from '../../../src/node.ts';
import { readAll } from '../../../src/testing.ts';

/** Text, noise and zeros in turn: 3.3 MB. */
const MIXED: Uint8Array = new Uint8Array(3_300_000).map((_, i) => {
  const part = Math.floor(i / 500_000) % 3;
  return part === 0 ? 97 + (i % 7) : part === 1 ? (i * 2_654_435_761) >>> 13 : 0;
});

async function* split(data: Uint8Array, size: number): ByteStream {
  for (let at = 0; at < data.byteLength; at += size) yield data.subarray(at, at + size);
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}

const CODECS: readonly (readonly [string, Codec])[] = [
  ['gzip', nodeCodecs().gzip],
  ['zstd', nodeCodecs().zstd],
  ['gzip of the web', webGzip],
];

describe.each(CODECS)('%s', (_name, codec) => {
  test('takes a stream of Node', async () => {
    const packed = await readAll(codec.compress(Readable.from([MIXED.subarray(0, 9)])));
    expect(await readAll(codec.decompress(Readable.from([packed])))).toEqual(MIXED.slice(0, 9));
  });

  test.each([
    ['nothing', new Uint8Array()],
    ['a byte', Uint8Array.of(1)],
    ['exactly one block', MIXED.subarray(0, 1024 * 1024)],
    ['a block and a byte', MIXED.subarray(0, 1024 * 1024 + 1)],
    ['several blocks', MIXED],
  ])('gives back %s', async (_, data) => {
    const packed = await readAll(codec.compress(split(data, 300_007)));
    expect(same(await readAll(codec.decompress(split(packed, 70_001))), data)).toBe(true);
  });

  test('gives back anything', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 3000 }), fc.integer({ min: 1, max: 500 }), async (data, size) => {
        const packed = await readAll(codec.compress(split(data, size)));
        expect(same(await readAll(codec.decompress(split(packed, size))), data)).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  test('refuses data that are spoilt', async () => {
    const packed = await readAll(codec.compress(bytes(MIXED)));
    const spoilt = packed.map((byte, i) => (i === packed.byteLength >> 1 ? byte ^ 0xff : byte));
    await expect(readAll(codec.decompress(bytes(spoilt)))).rejects.toMatchObject({ code: 'COMPRESSION_INVALID' });
  });

  test('does not take data that are cut off for whole', async () => {
    const packed = await readAll(codec.compress(bytes(MIXED)));
    const part = readAll(codec.decompress(bytes(packed.subarray(0, packed.byteLength - 9))));
    await expect(part).rejects.toMatchObject({ code: 'COMPRESSION_INVALID' });
  });

  test('passes on what its source throws', async () => {
    const broken = async function* (): ByteStream {
      yield MIXED;
      throw new Error('torn');
    };
    await expect(readAll(codec.compress(broken()))).rejects.toThrow('torn');
    const packed = await readAll(codec.compress(bytes(MIXED)));
    const brokenPacked = async function* (): ByteStream {
      yield packed.subarray(0, 1000);
      throw new Error('torn');
    };
    await expect(readAll(codec.decompress(brokenPacked()))).rejects.toThrow('torn');
  });

  test('lets a reader leave', async () => {
    for await (const chunk of codec.compress(bytes(MIXED))) {
      expect(chunk.byteLength).toBeGreaterThan(0);
      break;
    }
    const packed = await readAll(codec.compress(bytes(MIXED)));
    for await (const chunk of codec.decompress(bytes(packed))) {
      expect(chunk.byteLength).toBeGreaterThan(0);
      break;
    }
  });
});

/** Chunks as they are when they are used no more. */
async function* copied(data: ByteStream, ahead: number): ByteStream {
  const inUse: Uint8Array[] = [];
  for await (const chunk of data) {
    inUse.push(chunk);
    if (inUse.length > ahead) yield new Uint8Array(inUse.shift() as Uint8Array);
  }
  yield* inUse;
}

describe('bytes do not depend on the number of threads, on how data come, nor on what was packed before', () => {
  /** Several frames of zstd. */
  const LONG: Uint8Array = Buffer.concat(Array.from({ length: 6 }, (_, i) => MIXED.map((byte) => byte ^ i)));
  const sourceOf = (data: Uint8Array): ByteSource => ({
    size: data.byteLength,
    read: ([start, end]) => split(data.subarray(start, end), 700_001),
  });
  test.each([
    ['gzip', gzip],
    ['zstd', zstd],
  ])('%s', async (_, compress) => {
    for (const data of [LONG, LONG.subarray(0, 4 * 1024 * 1024), LONG.subarray(0, 1), LONG.subarray(0, 0)]) {
      const ways = [1, 2, 3, 16].flatMap((parallel) => [
        compress(split(data, 100_000 * parallel + 1), { parallel }),
        compress(sourceOf(data), { parallel }),
        copied(compress(sourceOf(data), { parallel, ahead: parallel - 1 }), parallel - 1),
      ]);
      const outputs = await Promise.all(ways.map(readAll));
      expect(outputs.every((output) => same(output, outputs[0] as Uint8Array))).toBe(true);
    }
  });
});

test('gzip is one member with a header that says nothing of the machine', async () => {
  const packed = await readAll(gzip(bytes(MIXED)));
  expect([...packed.subarray(0, 10)]).toEqual([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff]);
  expect(same(gunzipSync(packed), MIXED)).toBe(true);
  expect(packed.byteLength).toBeLessThan(MIXED.byteLength / 2);
});

test('what cannot be compressed is stored, and read back', async () => {
  const noise = randomBytes(2_500_000);
  const packed = await readAll(gzip(bytes(noise)));
  expect(packed.byteLength).toBeGreaterThan(noise.byteLength);
  expect(packed.byteLength).toBeLessThan(noise.byteLength * 1.001);
  expect(same(gunzipSync(packed), noise)).toBe(true);
});

test('what is stored does not depend on what else is packed', async () => {
  const noise = randomBytes(10_500_000);
  const alone = await readAll(gzip(bytes(noise)));
  const others = [3_300_000, 1_100_000, 7_000_001].map((size) => readAll(gzip(bytes(noise.subarray(0, size)))));
  const beside = await readAll(gzip(split(noise, 300_007)));
  await Promise.all(others);
  expect(same(alone, beside)).toBe(true);
  // Blocks of as many bytes as one holds.
  expect([...alone.subarray(10, 15)]).toEqual([0, 0xff, 0xff, 0, 0]);
});

test('levels count', async () => {
  const text = MIXED.subarray(0, 500_000);
  const [fast, stored] = await Promise.all([1, 0].map((level) => readAll(gzip(bytes(text), { level }))));
  expect(stored?.byteLength).toBeGreaterThan(text.byteLength);
  expect(fast?.byteLength).toBeLessThan(text.byteLength / 10);
});

test('what is packed is told by its first bytes', async () => {
  const codecs = nodeCodecs();
  const data = MIXED.subarray(0, 1000);
  for (const compress of [gzip, zstd]) {
    const packed = await readAll(compress(bytes(data)));
    expect(compressionOf(packed)).toBe(compress.name);
    expect(same(await readAll(unpacked(split(packed, 1), codecs)), data)).toBe(true);
  }
  expect(same(await readAll(unpacked(split(data, 3), codecs)), data)).toBe(true);
  expect((await readAll(unpacked(bytes(), codecs))).byteLength).toBe(0);
});

test('zstd without a codec is refused', async () => {
  const packed = await readAll(zstd(bytes(MIXED)));
  await expect(readAll(unpacked(bytes(packed), { gzip: webGzip }))).rejects.toMatchObject({
    code: 'COMPRESSION_INVALID',
  });
});

describe('members of gzip', () => {
  const member = (text: string): Uint8Array => gzipSync(text);
  /** The header with the fields that `gzip` never writes. */
  const dressed = (text: string, flags: number, ...fields: readonly number[]): Uint8Array =>
    Buffer.concat([Uint8Array.of(0x1f, 0x8b, 8, flags, 0, 0, 0, 0, 0, 3, ...fields), member(text).subarray(10)]);
  const decompress = async (data: Uint8Array, size: number): Promise<string> =>
    Buffer.from(await readAll(nodeCodecs().gzip.decompress(split(data, size)))).toString();

  test('that lie in one chunk, or anywhere, are all read', async () => {
    const texts = fc.array(fc.string({ maxLength: 300 }), { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(texts, fc.integer({ min: 1, max: 2000 }), async (parts, size) => {
        expect(await decompress(Buffer.concat(parts.map(member)), size)).toBe(parts.join(''));
      }),
      { numRuns: 60 },
    );
  });

  /** With another byte so far from the end. */
  const spoilt = (distance: number): Uint8Array => member('a').with(member('a').byteLength - distance, 1);
  const SUM = crc32(Uint8Array.of(0x1f, 0x8b, 8, 2, 0, 0, 0, 0, 0, 3)) % 2 ** 16;
  test.each<[what: string, data: Uint8Array]>([
    ['an extra field', dressed('a', 4, 2, 0, 9, 9)],
    ['a name', dressed('a', 8, 0x66, 0)],
    ['a comment', dressed('a', 16, 0x66, 0x67, 0)],
    ['all of these', dressed('a', 28, 1, 0, 9, 0x66, 0, 0)],
    ['a checksum of the header', dressed('a', 2, SUM % 256, SUM >> 8)],
    ['padding behind it', Buffer.concat([member('a'), new Uint8Array(5)])],
  ])('may have %s', async (_, data) => {
    for (const size of [1, data.byteLength]) expect(await decompress(data, size)).toBe('a');
  });

  test.each<[what: string, data: Uint8Array]>([
    ['followed by something else', Buffer.concat([member('a'), Uint8Array.of(1)])],
    ['followed by the beginning of another', Buffer.concat([member('a'), member('b').subarray(0, 12)])],
    ['of another method', member('a').with(2, 7)],
    ['with unknown flags', dressed('a', 0x20)],
    ['with a wrong checksum of the header', dressed('a', 2, SUM % 256, (SUM >> 8) ^ 1)],
    ['with a wrong checksum', spoilt(5)],
    ['with a wrong size', spoilt(1)],
    ['without a byte', new Uint8Array()],
  ])('are refused when they are %s', async (_, data) => {
    for (const size of [1, 1000])
      await expect(decompress(data, size)).rejects.toMatchObject({ code: 'COMPRESSION_INVALID' });
  });
});

test('checksums of gzip members are passed over for who asks for it, and nothing else is', async () => {
  const [packed, size] = [gzipSync('abc'), gzipSync('abc').byteLength];
  const read = (at: number): Promise<Uint8Array> =>
    readAll(readMembers(bytes(packed.with(size - at, 9)), { unchecked: true }));
  expect(Buffer.from(await read(5)).toString()).toBe('abc');
  await expect(read(1)).rejects.toMatchObject({ code: 'COMPRESSION_INVALID' });
});

test.each([
  ['gzip', gzipSync],
  ['zstd', zstdCompressSync],
] as const)('what %s data hold before an error is given first', async (name, pack) => {
  let read = '';
  const reading = async (): Promise<void> => {
    const data = Buffer.concat([pack('before'), Buffer.from('trailing')]);
    for await (const chunk of nodeCodecs()[name].decompress(bytes(data))) read += Buffer.from(chunk).toString();
  };
  await expect(reading()).rejects.toMatchObject({ code: 'COMPRESSION_INVALID' });
  expect(read).toBe('before');
});

describe('frames of zstd', () => {
  const SKIPPABLE = Uint8Array.of(0x5a, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3);
  const frame = (text: string, options = {}): Uint8Array => zstdCompressSync(text, options);
  const checked = { params: { [constants.ZSTD_c_checksumFlag]: 1, [constants.ZSTD_c_contentSizeFlag]: 0 } };

  test('that lie in one chunk, or anywhere, are all read', async () => {
    const texts = fc.array(fc.tuple(fc.string({ maxLength: 300 }), fc.boolean(), fc.boolean()), {
      minLength: 1,
      maxLength: 8,
    });
    await fc.assert(
      fc.asyncProperty(texts, fc.integer({ min: 1, max: 2000 }), async (parts, size) => {
        const packed = parts.flatMap(([text, hasSum, skips]) => [
          frame(text, hasSum ? checked : {}),
          ...(skips ? [SKIPPABLE] : []),
        ]);
        const read = await readAll(nodeCodecs().zstd.decompress(split(Buffer.concat(packed), size)));
        expect(Buffer.from(read).toString()).toBe(parts.map(([text]) => text).join(''));
      }),
      { numRuns: 60 },
    );
  });

  test('are known by one that is to be skipped', async () => {
    const packed = Buffer.concat([SKIPPABLE, frame('text')]);
    expect(Buffer.from(await readAll(unpacked(split(packed, 1), nodeCodecs()))).toString()).toBe('text');
  });

  test.each<[what: string, data: Uint8Array]>([
    ['followed by something else', Buffer.concat([frame('a'), Uint8Array.of(1, 2, 3, 4, 5)])],
    ['followed by zeros', Buffer.concat([frame('a'), new Uint8Array(8)])],
    ['followed by the beginning of another', Buffer.concat([frame('a'), frame('b').subarray(0, 3)])],
    ['cut off in the checksum', frame('abc', checked).subarray(0, -1)],
    ['cut off in what is skipped', SKIPPABLE.subarray(0, -1)],
  ])('are refused when they are %s', async (_, data) => {
    await expect(readAll(nodeCodecs().zstd.decompress(bytes(data)))).rejects.toMatchObject({
      code: 'COMPRESSION_INVALID',
    });
  });
});
