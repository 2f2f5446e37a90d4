import { type ByteStream, bytes, type Digest, join } from '@strake/core';
import { describe, expect, test } from 'vitest';
import { digestOf } from '../hash/sha256.ts';
import type { BlobExpectation, ContentStore } from '../store/store.ts';
import { readAll, readText } from './listing.ts';

/** What every `ContentStore` does. `create` gives an empty one. */
export function contentStoreContract(name: string, create: () => Promise<ContentStore> | ContentStore): void {
  describe(`${name} is a ContentStore`, () => {
    test.each(Object.entries(CASES))('%s', async (_, check) => {
      await expect(check(await create())).resolves.toBeUndefined();
    });
    test.each(RANGES)('reads %s', async (_, range, text) => {
      const store = await create();
      await store.write(bytes(HELLO));
      expect(await readText(store.read(DIGEST, { range }))).toBe(text);
    });
    test.each(MISMATCHES)('refuses %s and stores nothing', async (_, blob, expected) => {
      const store = await create();
      await expect(store.write(split(blob, 65_536), expected)).rejects.toMatchObject({ code: 'BLOB_MISMATCH' });
      expect(await list(store)).toEqual([]);
    });
  });
}

const HELLO: Uint8Array = new TextEncoder().encode('hello');
const DIGEST = digestOf(HELLO);
const ABSENT = digestOf(new TextEncoder().encode('absent'));

const RANGES: readonly (readonly [title: string, range: readonly [number, number], text: string])[] = [
  ['the whole as a range', [0, 5], 'hello'],
  ['a range', [1, 3], 'el'],
  ['an empty range', [2, 2], ''],
  ['a range over the end', [3, 99], 'lo'],
  ['a range behind the end', [9, 99], ''],
];

const MISMATCHES: readonly (readonly [title: string, blob: Uint8Array, expected: BlobExpectation])[] = [
  ['another digest', HELLO, { digest: ABSENT }],
  ['too few bytes', HELLO, { size: 6 }],
  ['too many bytes', HELLO, { size: 4 }],
  ['too many bytes of a large blob', new Uint8Array(1_000_000), { size: 999_999 }],
  ['a large blob of another digest', new Uint8Array(1_000_000), { digest: ABSENT }],
];

const CASES: Readonly<Record<string, (store: ContentStore) => Promise<void>>> = {
  'gives back what was written': async (store) => {
    expect(await store.write(bytes(HELLO.subarray(0, 2), HELLO.subarray(2)))).toEqual({ digest: DIGEST, size: 5 });
    expect(await store.stat(DIGEST)).toEqual({ digest: DIGEST, size: 5 });
    expect(await readText(store.read(DIGEST))).toBe('hello');
    expect(await list(store)).toEqual([DIGEST]);
  },

  'verifies what is as it was written, and knows what is not there': async (store) => {
    const { digest } = await store.write(bytes(HELLO));
    expect(await readText(store.read(digest, { verify: true }))).toBe('hello');
    expect([await store.isSound(digest), await store.isSound(ABSENT)]).toEqual([true, false]);
  },

  'reads small pieces at once, if it does': async (store) => {
    const blob = new Uint8Array(700_000).map((_, i) => i % 251);
    const { digest } = await store.write(bytes(blob));
    const ranges = [
      [0, 3],
      [3, 1000],
      [200_000, 263_000],
      [699_990, 700_000],
      [5, 5],
      [1, 700_000],
    ] as const;
    const pieces = ranges.map((range) => store.readSmall?.(digest, range));
    for (const [i, [start, end]] of ranges.entries()) {
      const piece = pieces[i];
      if (piece) expect([...piece], `${start}-${end}`).toEqual([...blob.subarray(start, end)]);
    }
    expect(store.readSmall?.(ABSENT, [0, 1])).toBeUndefined();
  },

  'reads small pieces side by side, for readers who keep none': async (store) => {
    const blob = new Uint8Array(700_000).map((_, i) => i % 251);
    const { digest } = await store.write(bytes(blob));
    const [one, other] = [{}, {}];
    for (let at = 0; at < 300_000; at += 10_000) {
      const first = store.readSmall?.(digest, [at, at + 9000], one);
      const second = store.readSmall?.(digest, [700_000 - at - 9000, 700_000 - at], other);
      const kept = store.readSmall?.(digest, [at + 400_000, at + 400_003]);
      if (first) expect([...first]).toEqual([...blob.subarray(at, at + 9000)]);
      if (second) expect([...second]).toEqual([...blob.subarray(700_000 - at - 9000, 700_000 - at)]);
      if (kept) expect([...kept]).toEqual([...blob.subarray(at + 400_000, at + 400_003)]);
    }
    expect(store.readSmall?.(ABSENT, [0, 1], one)).toBeUndefined();
  },

  'reads for those who keep no chunk': async (store) => {
    const blob = new Uint8Array(3_000_001).map((_, i) => i % 253);
    const { digest } = await store.write(bytes(blob));
    for (const direct of [false, true]) {
      const parts: Uint8Array[] = [];
      for await (const chunk of store.read(digest, { reuse: true, direct })) parts.push(new Uint8Array(chunk));
      expect(digestOf(join(parts))).toBe(digest);
    }
    expect(await readText(store.read(digest, { reuse: true, range: [1, 1] }))).toBe('');
    expect(digestOf(await readAll(store.read(digest)))).toBe(digest);
  },

  'leaves the chunk alone at which a reader for whom memory is used again has left': async (store) => {
    const blob = new Uint8Array(3_000_001).map((_, i) => i % 253);
    const { digest } = await store.write(bytes(blob));
    for (const direct of [false, true]) {
      const reading = store.read(digest, { reuse: true, direct })[Symbol.asyncIterator]();
      const { value: chunk } = (await reading.next()) as { value: Uint8Array };
      const size = chunk.byteLength;
      await reading.return?.();
      expect(chunk.byteLength).toBe(size);
      expect(digestOf(chunk)).toBe(digestOf(blob.subarray(0, size)));
    }
  },

  'keeps no chunk': async (store) => {
    const large = new Uint8Array(1_000_001).map((_, i) => i % 251);
    const reused = async function* (size: number, ahead: number): ByteStream {
      const memory = Array.from({ length: ahead + 1 }, () => new Viewing(size));
      for (let at = 0, i = 0; at < large.byteLength; at += size, i += 1) {
        const chunk = memory[i % memory.length] as Viewing;
        chunk.set(large.subarray(at, at + size));
        yield chunk.subarray(0, Math.min(size, large.byteLength - at));
      }
    };
    for (const size of [1000, 200_000, 600_000])
      for (const ahead of [0, 1, 4]) {
        const { digest } = await store.write(reused(size, ahead), { ahead });
        expect(digest).toBe(digestOf(large));
        expect(digestOf(await readAll(store.read(digest)))).toBe(digest);
        await store.delete(digest);
      }
  },

  'keeps large and empty blobs': async (store) => {
    const large = new Uint8Array(3_000_001).map((_, i) => i % 251);
    for (const blob of [large, new Uint8Array()]) {
      const info = await store.write(split(blob, 70_001));
      expect(info).toEqual({ digest: digestOf(blob), size: blob.byteLength });
      expect(digestOf(await readAll(store.read(info.digest)))).toBe(info.digest);
    }
    const part = await readAll(store.read(digestOf(large), { range: [1_000_000, 2_500_000] }));
    expect(digestOf(part)).toBe(digestOf(large.subarray(1_000_000, 2_500_000)));
  },

  'is idempotent, also for one blob several times at once': async (store) => {
    const write = (): Promise<unknown> => store.write(split(HELLO, 1), { digest: DIGEST, size: 5 });
    await Promise.all([write(), write(), write()]);
    await write();
    expect(await list(store)).toEqual([DIGEST]);
  },

  'stores nothing when its source fails': async (store) => {
    const broken = then(new Uint8Array(400_000), () => {
      throw new Error('torn');
    });
    await expect(store.write(broken)).rejects.toThrow('torn');
    expect(await list(store)).toEqual([]);
  },

  'stores nothing when the caller leaves': async (store) => {
    const controller = new AbortController();
    const source = then(new Uint8Array(400_000), () => controller.abort(new Error('enough')));
    await expect(store.write(source, {}, controller.signal)).rejects.toThrow('enough');
    expect(await list(store)).toEqual([]);
  },

  'ends its source when it refuses': async (store) => {
    let ended = false;
    const source = async function* (): ByteStream {
      try {
        for (;;) yield HELLO;
      } finally {
        ended = true;
      }
    };
    await expect(store.write(source(), { size: 100 })).rejects.toMatchObject({ code: 'BLOB_MISMATCH' });
    expect(ended).toBe(true);
  },

  'knows no blob that was never written or was deleted': async (store) => {
    await store.write(bytes(HELLO));
    await store.delete(DIGEST);
    await store.delete(ABSENT);
    for (const gone of [DIGEST, ABSENT]) {
      expect(await store.stat(gone)).toBeUndefined();
      await expect(readAll(store.read(gone))).rejects.toMatchObject({ code: 'BLOB_NOT_FOUND' });
    }
  },

  'lets a reader leave early': async (store) => {
    const { digest } = await store.write(bytes(new Uint8Array(4_000_000)));
    for await (const chunk of store.read(digest)) {
      expect(chunk.byteLength).toBeGreaterThan(0);
      break;
    }
    expect((await readAll(store.read(digest))).byteLength).toBe(4_000_000);
    await expect(readAll(store.read(digest, { signal: AbortSignal.abort(new Error('no')) }))).rejects.toThrow('no');
  },
};

async function list(store: ContentStore): Promise<readonly Digest[]> {
  const digests: Digest[] = [];
  for await (const digest of store.list()) digests.push(digest);
  return digests;
}

async function* split(blob: Uint8Array, size: number): ByteStream {
  for (let at = 0; at < blob.byteLength; at += size) yield blob.subarray(at, at + size);
}

/** A chunk, then something happens, then the chunk again. */
async function* then(chunk: Uint8Array, act: () => void): ByteStream {
  yield chunk;
  act();
  yield chunk;
}

/** As Node's Buffer: what `slice` gives is no copy. */
class Viewing extends Uint8Array {
  override slice(start?: number, end?: number): Uint8Array<ArrayBuffer> {
    return this.subarray(start, end);
  }
}
