import { createInflateRaw, createZstdDecompress, gzipSync } from 'node:zlib';
import { type ByteStream, bytes, type Digest } from '@strake/core';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decompressHere, decompressSmall } from '../../../src/compress/node/decompress.ts';
import { worksOf } from '../../../src/compress/node/direct-engine.ts';
import { digestOf } from '../../../src/index.ts';
import { gzip, nodeCodecs, nodeHasher, zstd } from '../../../src/node.ts';
import { readAll } from '../../../src/testing.ts';

type Format = 'gzip' | 'zstd';

const PACKS: Readonly<Record<Format, (data: ByteStream) => ByteStream>> = { gzip, zstd };

/** Text, noise and zeros in turn: more than a chunk holds, and of zeros far more. */
const MIXED: Uint8Array = new Uint8Array(4_000_000).map((_, i) =>
  i < 500_000 ? 97 + (i % 7) : i < 1_000_000 ? (i * 2_654_435_761) >>> 13 : 0,
);

async function* split(data: Uint8Array, size: number): ByteStream {
  for (let at = 0; at < data.byteLength; at += size) yield data.subarray(at, at + size);
}

/** The digest of what comes, each chunk of which is in the same memory. `code` where it ends with an error. */
async function outcome(data: ByteStream): Promise<{ readonly digest: Digest; readonly code?: string | undefined }> {
  const hasher = nodeHasher();
  try {
    for await (const chunk of data) hasher.update(chunk);
    return { digest: hasher.digest() };
  } catch (error) {
    return { digest: hasher.digest(), code: (error as { readonly code?: string }).code };
  }
}

test.each([createInflateRaw, createZstdDecompress])("this Node's %o has what it takes", (create) => {
  expect(worksOf(create())).toBeDefined();
});

test.each([{}, { _handle: {} }, { _handle: { writeSync: () => undefined }, _writeState: [0, 0] }])(
  'another would not: %o',
  (decoder) => expect(worksOf(decoder)).toBeUndefined(),
);

describe.each(['gzip', 'zstd'] as const)('%s that is decoded where it is asked for', (format) => {
  const here = (data: ByteStream, signal?: AbortSignal): ByteStream =>
    decompressHere()[format].decompress(data, signal);

  test.each([1, 1000, 70_001, 5_000_000])('gives the same, %i bytes at a time', async (size) => {
    const packed = await readAll(PACKS[format](bytes(MIXED)));
    const rest = size === 1 ? packed.subarray(0, 20_000) : packed;
    const expected = await outcome(nodeCodecs()[format].decompress(split(rest, size)));
    expect(await outcome(here(split(rest, size)))).toEqual(expected);
  });

  test('gives the same of anything, one stream behind another', async () => {
    const parts = fc.array(fc.uint8Array({ maxLength: 2000 }), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(parts, fc.integer({ min: 1, max: 500 }), async (data, size) => {
        const packed = await Promise.all(data.map((part) => readAll(PACKS[format](bytes(part)))));
        expect(await outcome(here(split(Buffer.concat(packed), size)))).toEqual({
          digest: digestOf(Buffer.concat(data)),
        });
      }),
      { numRuns: 30 },
    );
  });

  test('gives other bytes for data that are spoilt, or none', async () => {
    const packed = await readAll(PACKS[format](bytes(MIXED)));
    const spoilt = packed.map((byte, i) => (i === packed.byteLength >> 1 ? byte ^ 0xff : byte));
    const { digest, code } = await outcome(here(bytes(spoilt)));
    expect(code === 'COMPRESSION_INVALID' || digest !== digestOf(MIXED)).toBe(true);
  });

  test('says what is no such data', async () => {
    const packed = await readAll(PACKS[format](bytes(MIXED)));
    const broken = Buffer.concat([packed.subarray(0, 40), Buffer.alloc(100_000, 0xff)]);
    expect(await outcome(here(bytes(broken)))).toMatchObject({ code: 'COMPRESSION_INVALID' });
    const cut = packed.subarray(0, packed.byteLength - 1);
    expect(await outcome(here(bytes(cut)))).toMatchObject({ code: 'COMPRESSION_INVALID' });
  });

  test('gives chunks that stay what they are, of a small layer', async () => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of decompressSmall()[format].decompress(PACKS[format](bytes(MIXED)))) chunks.push(chunk);
    expect(chunks.length).toBeGreaterThan(1);
    expect(digestOf(Buffer.concat(chunks))).toBe(digestOf(MIXED));
  });

  test('lets others have their turn while a small layer becomes a large one', async () => {
    const packed = await readAll(PACKS[format](bytes(new Uint8Array(40_000_000))));
    let turns = 0;
    const counter = setInterval(() => (turns += 1), 0);
    try {
      for await (const _ of decompressSmall()[format].decompress(bytes(packed)));
    } finally {
      clearInterval(counter);
    }
    expect(turns).toBeGreaterThan(2);
  });

  test('ends when it is told to', async () => {
    const packed = await readAll(PACKS[format](bytes(MIXED)));
    const controller = new AbortController();
    const stopping = async function* (): ByteStream {
      yield packed.subarray(0, 1000);
      controller.abort(new Error('enough'));
      yield packed.subarray(1000);
    };
    await expect(readAll(here(stopping(), controller.signal))).rejects.toThrow('enough');
  });
});

test('two streams do not share their memory', async () => {
  const data = ['a', 'b'].map((letter) => Buffer.from(letter.repeat(3_000_000)));
  const found = await Promise.all(data.map((text) => outcome(decompressHere().gzip.decompress(bytes(gzipSync(text))))));
  expect(found).toEqual(data.map((text) => ({ digest: digestOf(text) })));
});
