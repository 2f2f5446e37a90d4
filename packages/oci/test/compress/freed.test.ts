import { bytes } from '@strake/core';
import { expect, test } from 'vitest';
import { freed } from '../../src/compress/freed.ts';

const LARGE = 64 * 1024;

/** What is left of the chunks once the stream has ended. */
async function check(chunks: readonly Uint8Array[], left: readonly number[]): Promise<void> {
  const sizes = chunks.map(({ byteLength }) => byteLength);
  const seen: number[] = [];
  for await (const chunk of freed(bytes(...chunks))) seen.push(chunk.byteLength);
  expect(seen).toEqual(sizes);
  expect(chunks.map(({ byteLength }) => byteLength)).toEqual(left);
}

/** One piece of memory in parts of these sizes. */
function parts(...sizes: readonly number[]): readonly Uint8Array[] {
  const memory = new ArrayBuffer(sizes.reduce((sum, size) => sum + size, 0));
  let at = 0;
  return sizes.map((size) => new Uint8Array(memory, (at += size) - size, size));
}

test('memory that has come whole is given back, in however many chunks it came', () =>
  check([...parts(LARGE), ...parts(LARGE, 1, LARGE - 1)], [0, 0, 0, 0]));

test('memory of which a part did not come may be that of others', () => {
  const [, ...rest] = parts(10, LARGE, LARGE);
  const [first] = parts(LARGE, 10);
  return check([...rest, first as Uint8Array], [LARGE, LARGE, LARGE]);
});

test('small memory is left to the collector', () => check(parts(LARGE - 1), [LARGE - 1]));
