import { constants, createDeflateRaw, createZstdCompress } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { createMemories } from '../../../src/compress/node/memories.ts';
import { createPacker, type Packer, putInto, sharePackers, type Unit } from '../../../src/compress/node/packers.ts';
import { unitBytes } from '../../../src/compress/node/unit-bytes.ts';

const ROOM = 64 * 1024;

describe("a transform's output goes into given memory", () => {
  test.each([createDeflateRaw, createZstdCompress])("by this Node's %o", (create) => {
    const room = Buffer.allocUnsafeSlow(ROOM);
    expect(putInto(create({ chunkSize: ROOM }), room)).toBe(true);
    expect(putInto(create({ chunkSize: ROOM + 1 }), room)).toBe(false);
  });

  test.each([{}, { _outBuffer: Buffer.alloc(ROOM), _chunkSize: ROOM }, { _outBuffer: {}, _outOffset: 0 }])(
    'not by another: %o',
    (transform) => expect(putInto(transform, Buffer.alloc(ROOM))).toBe(false),
  );
});

describe('packers', () => {
  const zstdPacker = (): Packer => createPacker(createZstdCompress({ chunkSize: ROOM, flush: constants.ZSTD_e_end }));
  /** One whose transform is not as this Node's. */
  const otherPacker = (): Packer => {
    const transform = createZstdCompress({ chunkSize: ROOM, flush: constants.ZSTD_e_end });
    Object.defineProperty(transform, '_chunkSize', { value: ROOM - 1, writable: true });
    return createPacker(transform);
  };
  const text = (letter: string): Uint8Array => Buffer.from(`${letter}bc`.repeat(1000));

  test.each([
    ['are used again', zstdPacker, 1],
    ['are not where their output cannot be placed', otherPacker, 3],
  ])('%s, and give the same', async (_, create, count) => {
    let created = 0;
    const shared = sharePackers(() => ((created += 1), create()), { most: 2, input: ROOM, room: ROOM });
    const packers = shared.use();
    const units: Buffer[] = [];
    for (const letter of 'xyx') {
      const unit = await packers.pack(text(letter), { level: 2 });
      units.push(Buffer.concat(unit.parts));
      unit.release();
    }
    packers[Symbol.dispose]();
    expect(created).toBe(count);
    expect(units[0]).toEqual(units[2]);
    expect(units[0]).not.toEqual(units[1]);
  });
});

describe('chunks of units', () => {
  /** Units of these bytes, and which of them have been released. */
  const unitsOf = (sizes: readonly number[]): { units: AsyncIterable<Unit>; released: number[] } => {
    const released: number[] = [];
    const units = async function* (): AsyncGenerator<Unit> {
      for (const [i, size] of sizes.entries())
        yield { parts: [new Uint8Array(size).fill(i)], release: () => void released.push(i) };
    };
    return { units: units(), released };
  };

  test.each<[ahead: number, sizes: readonly number[], expected: readonly (readonly number[])[]]>([
    [0, [1, 1, 1], [[], [0], [0, 1]]],
    [1, [1, 1, 1], [[], [], [0]]],
    [2, [1, 1, 1, 1], [[], [], [], [0]]],
    // The first is two chunks.
    [1, [1_000_000, 1, 1], [[], [], [], [0]]],
  ])('of which %i are still used are released in time: %o', async (ahead, sizes, expected) => {
    const { units, released } = unitsOf(sizes);
    const seen: number[][] = [];
    for await (const chunk of unitBytes(units, ahead)) {
      expect(chunk.byteLength).toBeGreaterThan(0);
      seen.push([...released]);
    }
    expect(seen).toEqual(expected);
  });

  test("are nobody else's for who does not say how many are used", async () => {
    const memory = new Uint8Array(10).fill(1);
    const units = async function* (): AsyncGenerator<Unit> {
      yield { parts: [memory], release: () => void memory.fill(2) };
    };
    for await (const chunk of unitBytes(units(), undefined)) expect([...chunk]).toEqual(Array(10).fill(1));
  });
});

test('memory is used again, and none of another size', () => {
  const memories = createMemories(100);
  const first = memories.take();
  memories.give(first.subarray(3, 5));
  memories.give(new Uint8Array(99));
  expect(memories.take().buffer).toBe(first.buffer);
  expect(memories.take().byteLength).toBe(100);
});
