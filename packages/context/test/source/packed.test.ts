import { gzipSync, zstdCompressSync } from 'node:zlib';
import { bytes, type ByteStream, collect } from '@strake/core';
import { writeTar } from '@strake/oci';
import { gunzip, unzstd } from '@strake/oci/node';
import { expect, test } from 'vitest';
import { archiveKind, peek, tarContext, type TarContextOptions } from '../../src/index.ts';

const ALL = [{ path: '', wildcard: false }];
const meta = { mode: 0o644, uid: 0, gid: 0, mtime: 0 };

function plain(size = 3): Promise<Uint8Array> {
  const archive = writeTar(async (writer) => {
    await writer.add({ type: 'file', path: 'a', size, ...meta }, new Uint8Array(size));
  });
  return collect(archive, 1e9);
}

/** In pieces, as a pipe gives them. */
async function* pieces(data: Uint8Array, size: number): ByteStream {
  for (let at = 0; at < data.byteLength; at += size) yield data.subarray(at, at + size);
}

const load = (data: ByteStream, options: TarContextOptions = {}) =>
  tarContext(data, { unpack: { gzip: gunzip, zstd: unzstd }, ...options }).load(ALL);

test.each([1, 7, 511, 512, 100_000])('plain and packed, in pieces of %i bytes', async (size) => {
  const tar = await plain();
  for (const data of [tar, gzipSync(tar), zstdCompressSync(tar)])
    expect((await load(pieces(data, size))).get('a')).toMatchObject({ size: 3 });
});

test('an archive of no kind that can be read here', async () => {
  const options = { unpack: {} };
  await expect(load(bytes(gzipSync(await plain())), options)).rejects.toMatchObject({ code: 'PROGRAM_MISSING' });
});

test('a broken archive says so, and so does one that is too large once unpacked', async () => {
  const packed = gzipSync(await plain(1_000_000));
  await expect(load(bytes(packed.subarray(0, 200)))).rejects.toMatchObject({ code: 'BAD_ARCHIVE' });
  await expect(load(bytes(packed), { limits: { bytes: 10_000 } })).rejects.toThrow('more than 10000 bytes');
});

test('what is an archive and what is text', async () => {
  const kind = async (data: Uint8Array) => archiveKind((await peek(bytes(data))).head);
  const text = (content: string) => new TextEncoder().encode(content);
  expect(await kind(await plain())).toBe('tar');
  expect(await kind(new Uint8Array(1024))).toBe('tar');
  expect(await kind(gzipSync('x'))).toBe('gzip');
  expect(await kind(text('BZh91AY'))).toBe('bzip2');
  expect(await kind(Uint8Array.of(0xfd, 0x37, 0x7a, 0x58, 0x5a, 0))).toBe('xz');
  expect(await kind(zstdCompressSync('x'))).toBe('zstd');
  for (const other of ['', 'FROM scratch\n', `FROM scratch\n${'# '.repeat(400)}`, '\0'.repeat(511)])
    expect(await kind(text(other))).toBeUndefined();
});
