import { pbkdf2 } from 'node:crypto';
import { closeSync, mkdirSync, openSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { createFileSink } from '../../../src/store/node/file-sink.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';

const fresh = temporaryDirectory();

test('chunks of any size land in their order, though their memory is used again', async () => {
  const directory = fresh();
  mkdirSync(directory, { recursive: true });
  const path = join(directory, 'file');
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.oneof(fc.nat(3000), fc.nat(90_000), fc.nat(1_200_000)), { maxLength: 8 }),
      fc.nat(3),
      fc.nat(1000),
      async (sizes, ahead, position) => {
        const file = openSync(path, 'w');
        const sink = createFileSink(file, { ahead, position });
        const memories = Array.from({ length: ahead + 1 }, () => new Uint8Array(1_200_000));
        let next = 0;
        for (const [at, size] of sizes.entries()) {
          const memory = memories[at % memories.length] as Uint8Array;
          for (let i = 0; i < size; i += 1) memory[i] = next = (next + 1) % 251;
          await sink.write(memory.subarray(0, size));
        }
        await sink.end();
        await sink.rest();
        closeSync(file);
        const found = readFileSync(path).subarray(position);
        expect(found.byteLength).toBe(sizes.reduce((sum, size) => sum + size, 0));
        expect(found.findIndex((byte, i) => byte !== (i + 1) % 251)).toBe(-1);
      },
    ),
    { numRuns: 40 },
  );
});

test('zeros that are many stay holes of a new file, wherever they are', async () => {
  const directory = fresh();
  mkdirSync(directory, { recursive: true });
  const path = join(directory, 'file');
  /** Bytes of a value each. */
  const run = fc.tuple(fc.constantFrom(0, 0, 7), fc.oneof(fc.nat(3000), fc.constant(1 << 18), fc.nat(2_000_000)));
  await fc.assert(
    fc.asyncProperty(fc.array(run, { maxLength: 6 }), fc.boolean(), async (runs, isNew) => {
      const file = openSync(path, 'w');
      const sink = createFileSink(file, { isNew });
      for (const [value, size] of runs) await sink.write(new Uint8Array(size).fill(value));
      await sink.end();
      closeSync(file);
      expect(readFileSync(path).equals(Buffer.concat(runs.map(([value, size]) => Buffer.alloc(size, value))))).toBe(
        true,
      );
    }),
    { numRuns: 40 },
  );
  const file = openSync(path, 'w');
  const sink = createFileSink(file, { isNew: true });
  for (let i = 0; i < 64; i += 1) await sink.write(new Uint8Array(1 << 20));
  await sink.end();
  closeSync(file);
  const { size, blocks } = statSync(path);
  expect([size, blocks < 2048]).toEqual([64 << 20, true]);
});

test.each([0, 1, 2])(
  'memory is used again once it is written, whatever stays a hole meanwhile (ahead: %i)',
  async (ahead) => {
    const directory = fresh();
    mkdirSync(directory, { recursive: true });
    const path = join(directory, 'file');
    const file = openSync(path, 'w');
    const sink = createFileSink(file, { ahead, isNew: true });
    const memories = Array.from({ length: ahead + 1 }, () => new Uint8Array(1 << 18));
    // What writes is busy with something else.
    const busy = Array.from({ length: 4 }, () => promisify(pbkdf2)('', '', 200_000, 64, 'sha512'));
    const values = [1, 0, 0, 2, 0, 3, 0, 0, 0, 4, 5];
    for (const [at, value] of values.entries())
      await sink.write((memories[at % memories.length] as Uint8Array).fill(value));
    await sink.end();
    closeSync(file);
    await Promise.all(busy);
    const found = readFileSync(path);
    expect(values.map((_, at) => [...new Set(found.subarray(at << 18, (at + 1) << 18))])).toEqual(
      values.map((value) => [value]),
    );
  },
);

test('what cannot be written is said, at the latest in the end', async () => {
  const directory = fresh();
  mkdirSync(directory, { recursive: true });
  const file = openSync(directory, 'r');
  const sink = createFileSink(file);
  await sink.write(new Uint8Array(10));
  await expect(sink.end()).rejects.toMatchObject({ code: expect.stringMatching(/EBADF|EISDIR/) });
  await sink.rest();
  const large = createFileSink(file);
  await expect(large.write(new Uint8Array(5_000_000))).rejects.toMatchObject({ code: expect.any(String) });
  await large.rest();
  const ahead = createFileSink(file, { ahead: 2 });
  for (let i = 0; i < 2; i += 1) await ahead.write(new Uint8Array(10));
  await expect(ahead.write(new Uint8Array(10))).rejects.toMatchObject({ code: expect.any(String) });
  await expect(ahead.end()).rejects.toMatchObject({ code: expect.any(String) });
  await ahead.rest();
  closeSync(file);
});
