import { setImmediate } from 'node:timers/promises';
import { type ByteStream, collect, type Digest } from '@strake/core';
import type { Descriptor, ImageReader } from '@strake/oci';
import type { DiskStore } from '@strake/oci/node';
import { expect, test } from 'vitest';
import { createBlobsAhead } from '../../src/services/blobs-ahead.ts';

const BLOBS = Array.from(
  '123456',
  (digit, i): Descriptor => ({
    mediaType: 'application/octet-stream',
    digest: `sha256:${digit.repeat(64)}`,
    size: i,
  }),
);
const HERE: Digest = `sha256:${'2'.repeat(64)}`;

/** Says what it is asked for, by first digits, and when that is let go. Each blob is its digit, twice; 3 cannot be read. */
function telling(told: string[]): ImageReader {
  return {
    manifest: () => Promise.reject(new Error('nobody asks for one')),
    async *blob({ digest }, signal): ByteStream {
      const name = digest.slice('sha256:'.length)[0] as string;
      told.push(name);
      signal?.addEventListener('abort', () => told.push(`-${name}`));
      if (name === '3') throw new Error('3 is broken');
      yield new TextEncoder().encode(name);
      yield new TextEncoder().encode(name);
    },
  };
}

const steps = {
  start: ({ ahead }) => ahead.start(),
  announce: ({ reader }) => reader.announce(BLOBS),
  close: ({ ahead }) => ahead.close(),
  ...Object.fromEntries(
    BLOBS.map((blob, i) => [
      `read${i + 1}`,
      async ({ reader, told }: Trial): Promise<void> => {
        const text = await collect(reader.blob(blob), 2).then(
          (bytes) => new TextDecoder().decode(bytes),
          (error: Error) => error.message,
        );
        told.push(`=${text}`);
      },
    ]),
  ),
} satisfies Record<string, (trial: Trial) => unknown>;

interface Trial {
  readonly ahead: ReturnType<typeof createBlobsAhead>;
  readonly reader: ReturnType<Trial['ahead']['over']>;
  readonly told: string[];
}

test.each([
  ['nothing, before it is known that it is needed', 'announce', ''],
  ['what is read, all the same', 'announce read1', '1 =11'],
  ['the first that are not here, once each', 'start announce announce', '1 3 4 5'],
  ['what is read no second time', 'start announce read1', '1 3 4 5 =11'],
  ['what is read twice anew', 'start announce read4 read4', '1 3 4 5 =44 4 =44'],
  ['what nobody has announced when it is read', 'start announce read6', '1 3 4 5 6 =66'],
  ['what fails: who reads it is told', 'start announce read3', '1 3 4 5 =3 is broken'],
  ['and lets go of what nobody has taken', 'start announce close', '1 3 4 5 -1 -3 -4 -5'],
  ['nothing after the end', 'start close announce', ''],
])('asks for %s', async (_, script, expected) => {
  const told: string[] = [];
  const content = { stat: (digest: Digest) => Promise.resolve(digest === HERE ? { digest, size: 1 } : undefined) };
  const ahead = createBlobsAhead({ content: content as DiskStore['content'] }, new AbortController().signal);
  const trial = { ahead, reader: ahead.over(telling(told)), told };
  for (const step of script.split(' ')) {
    await (steps as Record<string, (trial: Trial) => unknown>)[step]?.(trial);
    await setImmediate();
  }
  expect(told.join(' ')).toBe(expected);
});
