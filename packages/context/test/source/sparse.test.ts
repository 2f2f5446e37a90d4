import { createHash } from 'node:crypto';
import { bytes, collect } from '@strake/core';
import { expect, test } from 'vitest';
import { concat, END, rawEntry, rawPax } from '../../../oci/test/tar/raw-tar.ts';
import { type ContextTree, tarContext, type TarContextOptions } from '../../src/index.ts';

const ALL = [{ path: '', wildcard: false }];
const size = { 'GNU.sparse.size': '12' };
const later = { 'GNU.sparse.major': '1', 'GNU.sparse.minor': '0', 'GNU.sparse.name': 'f' };

/** A file of twelve bytes, or more, as the formats of GNU tar have it. */
const FORMATS: Readonly<Record<string, readonly [archive: Uint8Array, content: string]>> = {
  'many records (0.0)': [
    concat(
      rawPax({ ...size, 'GNU.sparse.numblocks': '1', 'GNU.sparse.offset': '4', 'GNU.sparse.numbytes': '3' }),
      rawEntry({ name: 'f' }, 'mid'),
    ),
    '\0\0\0\0mid\0\0\0\0\0',
  ],
  'one record (0.1)': [
    concat(
      rawPax({ ...size, 'GNU.sparse.numblocks': '2', 'GNU.sparse.name': 'f', 'GNU.sparse.map': '0,3,8,4' }),
      rawEntry({ name: 'GNUSparseFile.1/f' }, 'onetail'),
    ),
    'one\0\0\0\0\0tail',
  ],
  'a list before the data (1.0)': [
    concat(
      rawPax({ ...later, 'GNU.sparse.realsize': '600' }),
      rawEntry({ name: 'GNUSparseFile.1/f' }, `${'2\n1\n2\n590\n5\n'.padEnd(512, '\0')}abcdefg`),
    ),
    `\0ab${'\0'.repeat(587)}cdefg${'\0'.repeat(5)}`,
  ],
  'nothing but a hole': [
    concat(
      rawPax({ ...size, 'GNU.sparse.numblocks': '0', 'GNU.sparse.name': 'f', 'GNU.sparse.map': '' }),
      rawEntry({ name: 'x' }),
    ),
    '\0'.repeat(12),
  ],
};

function load(archive: Uint8Array, options: TarContextOptions = {}, signal?: AbortSignal): Promise<ContextTree> {
  return tarContext(bytes(archive), options).load(ALL, signal);
}

test.each(Object.entries(FORMATS))('a sparse file: %s', async (_, [entry, content]) => {
  const tree = await load(concat(rawEntry({ name: 'before' }, 'x'), entry, rawEntry({ name: 'after' }, 'y'), END));
  const text = async (path: string): Promise<string> => new TextDecoder().decode(await collect(tree.open(path), 1e4));
  expect(await text('f')).toBe(content);
  expect(tree.get('f')).toMatchObject({ type: 'file', size: content.length });
  expect(await tree.digestOf('f')).toBe(`sha256:${createHash('sha256').update(content).digest('hex')}`);
  expect([await text('before'), await text('after')]).toEqual(['x', 'y']);
});

/** A file of nothing but zeros. */
function hole(length: number): Uint8Array {
  const fields = { 'GNU.sparse.size': String(length), 'GNU.sparse.numblocks': '0', 'GNU.sparse.map': '' };
  return concat(rawPax(fields), rawEntry({ name: 'f' }));
}

test('zeros that are not stored count as bytes of the archive', async () => {
  const archive = concat(hole(60_000), hole(60_000), END);
  await expect(load(archive, { limits: { bytes: 100_000 } })).rejects.toMatchObject({ code: 'LIMIT' });
  expect((await load(archive, { limits: { bytes: 120_000 } })).get('f')).toMatchObject({ size: 60_000 });
});

test('hashing a large hole stops when told to', async () => {
  const stop = new AbortController();
  const reason = new Error('enough');
  setTimeout(() => stop.abort(reason), 1);
  await expect(load(concat(hole(40 * 2 ** 30), END), {}, stop.signal)).rejects.toBe(reason);
});

test('a name with .. stays inside, or is refused', async () => {
  expect((await load(concat(rawEntry({ name: 'a/../b' }, 'x'), END))).get('b')).toMatchObject({ size: 1 });
  await expect(load(concat(rawEntry({ name: 'a/../../b' }, 'x'), END))).rejects.toMatchObject({ code: 'BAD_ARCHIVE' });
});
