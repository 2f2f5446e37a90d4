import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { cut } from '../../../src/compress/node/blocks.ts';
import { createShare, inOrder } from '../../../src/compress/node/in-order.ts';
import { createMemories } from '../../../src/compress/node/memories.ts';

const SIZE = 100;

/** Chunks of numbered bytes, in memory that is used again. */
async function* chunksOf(sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  const memory = new Uint8Array(1000);
  let next = 0;
  for (const size of sizes) {
    for (let i = 0; i < size; i += 1) memory[i] = next = (next + 1) % 251;
    yield memory.subarray(0, size);
  }
}

test('blocks are whole but for the last, also when their memory is used again', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(350), { maxLength: 10 }), fc.boolean(), async (sizes, release) => {
      const memories = createMemories(SIZE);
      const seen: number[][] = [];
      let isLast = false;
      for await (const { block, last } of cut(chunksOf(sizes), memories, [SIZE])) {
        expect(isLast).toBe(false);
        isLast = last;
        seen.push([...block]);
        if (release) memories.give(block);
      }
      expect(isLast).toBe(true);
      const total = sizes.reduce((sum, size) => sum + size, 0);
      expect(seen.slice(0, -1).every((block) => block.length === SIZE)).toBe(true);
      expect(seen.length).toBe(Math.max(1, Math.ceil(total / SIZE)));
      expect(seen.flat()).toEqual(Array.from({ length: total }, (_, i) => (i + 1) % 251));
    }),
  );
});

test('streams that run side by side share the cores, and none waits for another', async () => {
  const share = createShare(6);
  let running = 0;
  let most = 0;
  const jobs = async function* (): AsyncGenerator<() => Promise<number>> {
    for (let i = 0; i < 20; i += 1) {
      yield async () => {
        most = Math.max(most, (running += 1));
        await new Promise((resolve) => setTimeout(resolve, 1));
        running -= 1;
        return i;
      };
    }
  };
  const halted = inOrder(jobs(), 4, share)[Symbol.asyncIterator]();
  expect((await halted.next()).value).toBe(0);
  const streams = Array.from({ length: 3 }, () => all(inOrder(jobs(), 64, share)));
  for (const found of await Promise.all(streams)) expect(found).toEqual(Array.from({ length: 20 }, (_, i) => i));
  await halted.return?.(undefined);
  expect(most).toBeLessThanOrEqual(share.limit + 3);
  expect(share.begun).toBe(0);
});

async function all<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

test('the first blocks may have sizes of their own', async () => {
  const memories = createMemories(30);
  const sizes: number[] = [];
  for await (const { block } of cut(chunksOf([7, 100]), memories, [10, 20, 30])) {
    sizes.push(block.byteLength);
    memories.give(block);
  }
  expect(sizes).toEqual([10, 20, 30, 30, 17]);
});
