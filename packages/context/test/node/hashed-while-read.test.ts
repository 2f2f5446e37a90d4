import { Buffer } from 'node:buffer';
import { appendFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { collect } from '@strake/core';
import { digestOf, isHashed } from '@strake/oci';
import { expect, test } from 'vitest';
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
