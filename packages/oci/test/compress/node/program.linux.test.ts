import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { type ByteStream, bytes } from '@strake/core';
import { afterEach, describe, expect, test } from 'vitest';
import { unbzip2, unxz } from '../../../src/node.ts';
import { readAll } from '../../../src/testing.ts';

const PLAIN: Uint8Array = Buffer.from(Array.from({ length: 50_000 }, (_, i) => String(i * i)).join(' '));

const FORMATS: readonly (readonly [string, (data: ByteStream, signal?: AbortSignal) => ByteStream])[] = [
  ['bzip2', unbzip2],
  ['xz', unxz],
];

const PATH = process.env['PATH'];
afterEach(() => {
  process.env['PATH'] = PATH;
});

describe.each(FORMATS)('%s', (program, unpack) => {
  const pack = (data: Uint8Array): Uint8Array => spawnSync(program, ['-c'], { input: data, maxBuffer: 1 << 26 }).stdout;

  test.each([
    ['nothing', new Uint8Array()],
    ['a lot', PLAIN],
  ])('gives back %s', async (_, data) => {
    expect(Buffer.compare(await readAll(unpack(bytes(pack(data)))), data)).toBe(0);
  });

  test('reads streams that follow each other', async () => {
    const twice = Buffer.concat([pack(Buffer.from('one')), pack(Buffer.from('two'))]);
    expect(Buffer.from(await readAll(unpack(bytes(twice)))).toString()).toBe('onetwo');
  });

  test.each([
    ['spoilt', (packed: Uint8Array) => packed.map((byte, i) => (i === packed.byteLength >> 1 ? byte ^ 0xff : byte))],
    ['cut off', (packed: Uint8Array) => packed.subarray(0, packed.byteLength - 9)],
    ['none of the kind', () => PLAIN],
  ])('refuses data that are %s', async (_, change) => {
    await expect(readAll(unpack(bytes(change(pack(PLAIN)))))).rejects.toMatchObject({ code: 'COMPRESSION_INVALID' });
  });

  test('passes on what its source throws', async () => {
    async function* failing(): ByteStream {
      yield pack(PLAIN).subarray(0, 1000);
      throw new RangeError('the source broke');
    }
    await expect(readAll(unpack(failing()))).rejects.toThrow('the source broke');
  });

  test('leaves no process when it is left early, and stops when aborted', async () => {
    const before = children();
    for await (const chunk of unpack(bytes(pack(PLAIN)))) {
      expect(chunk.byteLength).toBeGreaterThan(0);
      break;
    }
    const stop = new AbortController();
    const reading = readAll(unpack(endless(pack(PLAIN), stop), stop.signal));
    await expect(reading).rejects.toThrow('enough');
    expect(children()).toEqual(before);
  });

  test('says so when the program is missing', async () => {
    process.env['PATH'] = 'bin:.';
    await expect(readAll(unpack(bytes(PLAIN)))).rejects.toMatchObject({ code: 'PROGRAM_MISSING' });
  });
});

/** Data without end, aborted after some. */
async function* endless(data: Uint8Array, stop: AbortController): ByteStream {
  for (let i = 0; i < 100; i += 1) {
    yield data;
    if (i === 20) stop.abort(new Error('enough'));
  }
}

function children(): readonly string[] {
  const tasks = readdirSync('/proc/self/task');
  return tasks.flatMap((task) => readFileSync(`/proc/self/task/${task}/children`, 'utf8').split(' ').filter(Boolean));
}
