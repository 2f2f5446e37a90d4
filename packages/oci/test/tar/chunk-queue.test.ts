import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { ChunkQueue } from '../../src/tar/chunk-queue.ts';

const pieces = fc.array(
  fc.record({ how: fc.constantFrom('take', 'write', 'pass'), size: fc.oneof(fc.nat(2000), fc.nat(600_000)) }),
  { maxLength: 12 },
);

/** Appends numbered bytes in the ways given, by a copy where taking finds no room. */
async function append(queue: ChunkQueue, items: readonly { how: string; size: number }[]): Promise<void> {
  let next = 0;
  for (const { how, size } of items) {
    const data = new Uint8Array(size).map(() => (next = (next + 1) % 251));
    const room = how === 'take' ? queue.take(size) : undefined;
    if (room) room.set(data);
    else if (how === 'pass') await queue.pass(data);
    else {
      await queue.write(data);
      data.fill(255);
    }
  }
}

test.each([true, false])('what is appended comes out, memory used again: %s', async (reuse) => {
  await fc.assert(
    fc.asyncProperty(pieces, async (items) => {
      const queue = new ChunkQueue(reuse);
      const done = append(queue, items).then(() => queue.end());
      const seen: Uint8Array[] = [];
      for await (const chunk of queue.chunks()) seen.push(reuse ? chunk.slice() : chunk);
      await done;
      const all = Buffer.concat(seen);
      expect(all.byteLength).toBe(items.reduce((size, item) => size + item.size, 0));
      expect(all.findIndex((byte, i) => byte !== (i + 1) % 251)).toBe(-1);
    }),
    { numRuns: 50 },
  );
});

test('memory that was passed is left alone', async () => {
  const mine = new Uint8Array(256 * 1024).fill(1);
  const queue = new ChunkQueue(true);
  const done = (async () => {
    await queue.pass(mine);
    for (let i = 0; i < 8; i += 1) await queue.write(new Uint8Array(256 * 1024).fill(2));
    queue.end();
  })();
  for await (const chunk of queue.chunks()) expect(chunk.byteLength).toBeGreaterThan(0);
  await done;
  expect(mine.every((byte) => byte === 1)).toBe(true);
});

test('a producer waits while nobody takes, and fails when nobody will', async () => {
  const queue = new ChunkQueue(false);
  let written = 0;
  const producer = (async () => {
    for (;;) {
      await queue.write(new Uint8Array(256 * 1024));
      written += 1;
    }
  })();
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(written).toBeLessThan(8);
  for await (const _ of queue.chunks()) break;
  await expect(producer).rejects.toThrow('nobody takes');
});

test('an error of the producer is the reader’s, whatever came before', async () => {
  const queue = new ChunkQueue(false);
  await queue.write(new Uint8Array(10));
  queue.end(new Error('broken'));
  await expect(queue.chunks()[Symbol.asyncIterator]().next()).rejects.toThrow('broken');
});
