import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import { appendFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { collect } from '@strake/core';
import { digestOf, isHashed } from '@strake/oci';
import { limitThreads, startedThreads } from '@strake/oci/testing';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { ContextSelection, ContextTree } from '../../src/index.ts';
import { directoryContext } from '../../src/node.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const ALL: readonly ContextSelection[] = [{ path: '', wildcard: false }];
const LARGE = new Uint8Array(3_000_000).map((_, i) => i % 251);

async function load(root: string): Promise<ContextTree> {
  return directoryContext(root).load(ALL);
}

test('a large file that is read need not be read again for its digest', async () => {
  const root = temporaryDirectory({ large: LARGE });
  const tree = await load(root);
  const data = tree.open('large');
  if (!isHashed(data)) throw new Error('its digest is not known yet');
  expect(() => data.digest()).toThrow('to its end');
  await collect(data, 1e7);
  expect(data.digest()).toBe(digestOf(LARGE));
  rmSync(join(root, 'large'));
  expect(await tree.digestOf('large')).toBe(digestOf(LARGE));
  expect(isHashed(tree.open('large')), 'known by now').toBe(false);
});

test('nor need a small one', async () => {
  const root = temporaryDirectory({ small: 'text' });
  const tree = await load(root);
  expect(tree.readSmall?.('small')).toEqual(Buffer.from('text'));
  rmSync(join(root, 'small'));
  expect(await tree.digestOf('small')).toBe(digestOf(new TextEncoder().encode('text')));
});

test('a file that changes is no file of the context', async () => {
  const root = temporaryDirectory({ small: 'text', large: LARGE });
  const tree = await load(root);
  for (const path of ['small', 'large']) {
    expect(tree.get(path)?.type).toBe('file');
    appendFileSync(join(root, path), 'more');
  }
  expect(() => tree.readSmall?.('small')).toThrow(expect.objectContaining({ code: 'CHANGED' }));
  await expect(collect(tree.open('large'), 1e7)).rejects.toMatchObject({ code: 'CHANGED' });
});

describe.runIf(availableParallelism() > 1)('a huge file', () => {
  const HUGE = 70 * 1024 * 1024;

  const hugeBytes = (): Buffer => Buffer.alloc(HUGE, 'some text, again and again');

  /** Written so many milliseconds ago. */
  async function loadHuge(age = 3000): Promise<{ readonly root: string; readonly tree: ContextTree }> {
    const now = Date.now;
    const clock = vi.spyOn(Date, 'now').mockImplementation(() => now() + age);
    onTestFinished(() => clock.mockRestore());
    const root = temporaryDirectory();
    writeFileSync(join(root, 'huge'), hugeBytes());
    const tree = await load(root);
    expect(tree.get('huge')?.type).toBe('file');
    return { root, tree };
  }

  test('is hashed by a thread, which ends with it', async () => {
    const { tree } = await loadHuge();
    const threads = startedThreads();
    const data = tree.open('huge', undefined, { reuse: true });
    if (!isHashed(data)) throw new Error('its digest is not known yet');
    const hasher = createHash('sha256');
    for await (const chunk of data) hasher.update(chunk);
    expect(data.digest()).toBe(`sha256:${hasher.digest('hex')}`);
    expect(await threads.count()).toBe(1);
    await threads.ended();
    expect(await tree.digestOf('huge')).toBe(data.digest());
  });

  test('that has just been written is hashed as it passes: it may change and keep its times', async () => {
    const { tree } = await loadHuge(0);
    const threads = startedThreads();
    await collect(tree.open('huge'), HUGE);
    expect(await threads.count()).toBe(0);
  });

  test('is hashed as it passes where the machine gives no more threads', async () => {
    const { tree } = await loadHuge();
    const limited = limitThreads(0);
    for (const asked of [1, 2, 3]) {
      const data = tree.open('huge', undefined, { reuse: true });
      for await (const _ of data) if (asked < 3) break;
      expect(limited.asked).toBe(asked);
      if (asked === 3) expect(isHashed(data) && data.digest()).toBe(digestOf(hugeBytes()));
    }
  });

  test('of which the rest is not wanted leaves no thread', async () => {
    const { tree } = await loadHuge();
    const threads = startedThreads();
    for await (const _ of tree.open('huge')) break;
    expect(await threads.count()).toBe(1);
    await threads.ended();
  });

  test('that changes while it is read is no file of the context', async () => {
    const { root, tree } = await loadHuge();
    const data = tree.open('huge');
    const reading = async (): Promise<void> => {
      let size = 0;
      for await (const chunk of data) {
        size += chunk.byteLength;
        if (size === HUGE) appendFileSync(join(root, 'huge'), 'more');
      }
    };
    await expect(reading()).rejects.toMatchObject({ code: 'CHANGED' });
    expect(isHashed(tree.open('huge')), 'not known').toBe(true);
  });

  test('more of them than there are cores need no more threads', async () => {
    const { tree } = await loadHuge();
    const threads = startedThreads();
    const all = Array.from({ length: 6 }, () => tree.open('huge')[Symbol.asyncIterator]());
    for (const data of all) await data.next();
    const count = await threads.count();
    expect(count).toBeGreaterThan(0);
    expect(count).toBeLessThanOrEqual(2);
    for (const data of all) await data.return?.();
    await threads.ended();
  });
});
