import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ByteStream, bytes, type Digest, hexOf } from '@strake/core';
import { describe, expect, test } from 'vitest';
import { type ContentStore, digestOf, sha256Hasher } from '../../../src/index.ts';
import { openStore } from '../../../src/node.ts';
import { isGone, ownMark, sameBoot } from '../../../src/store/node/process-mark.ts';
import { sweepMarks } from '../../../src/store/node/sweep-marks.ts';
import { readAll, readText, withContents } from '../../../src/testing.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';

const fresh = temporaryDirectory();
const encoder = new TextEncoder();
const META = { mode: 0o644, uid: 0, gid: 0, mtime: 0 } as const;

async function storeWith(
  ...texts: readonly string[]
): Promise<{ readonly directory: string; readonly digests: readonly Digest[] }> {
  const directory = fresh();
  const { content } = await openStore(directory);
  const infos = await Promise.all(texts.map((text) => content.write(bytes(encoder.encode(text)))));
  return { directory, digests: infos.map((info) => info.digest) };
}

function blobFile(directory: string, digest: Digest): string {
  return join(directory, 'blobs/sha256', hexOf(digest));
}

/** As a power cut may leave a file that was not synced. */
function spoil(file: string, content: string): void {
  rmSync(file, { force: true });
  writeFileSync(file, content);
}

async function* broken(): ByteStream {
  yield new Uint8Array(2_000_000);
  throw new Error('torn');
}

/** As if the machine had been started anew. */
function reboot(directory: string): void {
  writeFileSync(join(directory, 'boot'), '00000000-0000-0000-0000-000000000000');
}

test('bytes are put into memory that is given, as far as it has room', async () => {
  const { content } = await openStore(fresh());
  const blob = new Uint8Array(1_000_000).map((_, i) => i % 251);
  const { digest } = await content.write(bytes(blob));
  for (const size of [10, 600_000]) {
    const memory = new Uint8Array(size);
    const chunks: Uint8Array[] = [];
    for await (const chunk of content.read(digest, { range: [100, 700_000], memory }))
      chunks.push(new Uint8Array(chunk));
    expect(Buffer.concat(chunks).equals(blob.subarray(100, 700_000))).toBe(true);
    expect(Buffer.compare(memory, blob.subarray(100, 100 + size))).toBe(0);
  }
});

describe('a blob that was cut off behind our back', () => {
  const LARGE = new Uint8Array(300_000).fill(7);

  test.each([
    ['small', encoder.encode('alpha')],
    ['large', LARGE],
  ])('is replaced when it is written again: %s', async (_, data) => {
    const directory = fresh();
    const { content } = await openStore(directory);
    const { digest, size } = await content.write(bytes(data));
    for (const expect_ of [{}, { digest, size }]) {
      spoil(blobFile(directory, digest), 'al');
      await content.write(bytes(data), expect_);
      expect((await readAll(content.read(digest))).byteLength).toBe(size);
    }
  });

  test('stays when it is the announced size that is wrong', async () => {
    const { directory, digests } = await storeWith('alpha');
    const { content } = await openStore(directory);
    const [digest] = digests as [Digest];
    const wrong = content.write(bytes(encoder.encode('alpha')), { digest, size: 4 });
    await expect(wrong).rejects.toMatchObject({ code: 'BLOB_MISMATCH' });
    expect(await readText(content.read(digest))).toBe('alpha');
  });

  test.each(['plain tar', 'index'])('is no layer any more: %s', async (what) => {
    const directory = fresh();
    const first = await openStore(directory);
    const entry = { type: 'file', path: 'a', ...META, size: 5 } as const;
    const write = async ({ layers }: typeof first) => layers.write(withContents([[entry, encoder.encode('alpha')]]));
    const { diffId } = await write(first);
    const plain = blobFile(directory, diffId);
    const others = readdirSync(join(directory, 'blobs/sha256')).filter((name) => name !== hexOf(diffId));
    expect(others).toHaveLength(1);
    spoil(what === 'index' ? join(directory, 'blobs/sha256', others[0] ?? '') : plain, 'x');
    const again = await openStore(directory);
    const layer = await again.layers.get(diffId);
    expect(layer === undefined).toBe(what !== 'index');
    expect(existsSync(plain)).toBe(what === 'index');
    expect((await (layer ?? (await write(again))).index()).entries).toHaveLength(1);
  });
});

describe('the directory', () => {
  test('is an OCI layout', async () => {
    const { directory, digests } = await storeWith('a');
    expect(JSON.parse(readFileSync(join(directory, 'oci-layout'), 'utf8'))).toEqual({ imageLayoutVersion: '1.0.0' });
    expect(JSON.parse(readFileSync(join(directory, 'index.json'), 'utf8'))).toMatchObject({ manifests: [] });
    expect(readdirSync(join(directory, 'blobs/sha256'))).toEqual(digests.map(hexOf));
    expect(statSync(directory).mode & 0o777).toBe(0o700);
  });

  test('is opened again with all it holds', async () => {
    const { directory, digests } = await storeWith('a', 'b');
    await using store = await openStore(directory);
    await store.records.put('cache', 'x', 1);
    for (const digest of digests) expect(await store.content.stat(digest)).toMatchObject({ size: 1 });
    expect(await (await openStore(directory)).records.get('cache', 'x')).toBe(1);
  });

  test('that cannot be made is an error that says what to do', async () => {
    const file = fresh();
    writeFileSync(file, '');
    await expect(openStore(join(file, 'store'))).rejects.toMatchObject({
      code: 'STORE_FAILED',
      data: { errno: 'ENOTDIR' },
    });
  });

  test('holds nothing in the making after failures', async () => {
    const { directory } = await storeWith();
    const { content, layers } = await openStore(directory);
    await expect(content.write(broken())).rejects.toThrow('torn');
    await expect(content.write(bytes(new Uint8Array(2_000_000)), { size: 1 })).rejects.toThrow('size 1');
    await expect(layers.write([[{ type: 'file', path: 'a', size: 9_000_000, ...META }, broken()]])).rejects.toThrow(
      'torn',
    );
    expect(readdirSync(join(directory, 'tmp'))).toEqual([]);
    expect(readdirSync(join(directory, 'blobs/sha256'))).toEqual([]);
  });
});

describe('after a power cut', () => {
  test('a blob that is whole is used, and looked at once', async () => {
    const { directory, digests } = await storeWith('whole');
    reboot(directory);
    const { content } = await openStore(directory);
    expect(readdirSync(join(directory, 'suspect'))).toHaveLength(1);
    expect(await readText(content.read(digests[0] as Digest))).toBe('whole');
    expect(readdirSync(join(directory, 'suspect'))).toEqual([]);
    expect(readdirSync(join(directory, 'fresh'))).toEqual([]);
  });

  describe.each([
    ['empty', ''],
    ['short', 'who'],
    ['of zeros', '\0\0\0\0\0'],
  ])('a blob that is %s', (_, found) => {
    const torn = async (): Promise<{ readonly content: ContentStore; readonly digest: Digest }> => {
      const { directory, digests } = await storeWith('whole');
      const digest = digests[0] as Digest;
      spoil(blobFile(directory, digest), found);
      reboot(directory);
      return { content: (await openStore(directory)).content, digest };
    };

    test('is none', async () => {
      const { content, digest } = await torn();
      expect(await content.stat(digest)).toBeUndefined();
    });

    test('is none for readers', async () => {
      const { content, digest } = await torn();
      await expect(readAll(content.read(digest))).rejects.toMatchObject({ code: 'BLOB_NOT_FOUND' });
    });

    test('is written again', async () => {
      const { content, digest } = await torn();
      await content.write(bytes(encoder.encode('whole')), { digest });
      expect(await readText(content.read(digest))).toBe('whole');
    });
  });

  test('a large blob that is torn is replaced by a writer who does not know what it writes', async () => {
    const directory = fresh();
    const data = new Uint8Array(1_000_000).fill(1);
    const { digest } = await (await openStore(directory)).content.write(bytes(data));
    spoil(blobFile(directory, digest), 'torn');
    reboot(directory);
    const { content } = await openStore(directory);
    await content.write(bytes(data));
    expect(digestOf(await readAll(content.read(digest)))).toBe(digest);
  });

  test('two processes may find the suspects', async () => {
    const { directory, digests } = await storeWith('whole', 'torn');
    spoil(blobFile(directory, digests[1] as Digest), 't');
    reboot(directory);
    const stores = await Promise.all([openStore(directory), openStore(directory)]);
    for (const { content } of [...stores, ...stores]) {
      expect(await content.stat(digests[0] as Digest)).toMatchObject({ size: 5 });
      expect(await content.stat(digests[1] as Digest)).toBeUndefined();
    }
  });

  test('what had time to reach the disk is trusted', async () => {
    const { directory, digests } = await storeWith('old');
    const old = (Date.now() - 120_000) / 1000;
    utimesSync(blobFile(directory, digests[0] as Digest), old, old);
    await (await openStore(directory)).dispose();
    expect(readdirSync(join(directory, 'fresh'))).toEqual([]);
    reboot(directory);
    await openStore(directory);
    expect(readdirSync(join(directory, 'suspect'))).toEqual([]);
  });

  test('marks of blobs that were deleted go', async () => {
    const { directory, digests } = await storeWith('old');
    const old = (Date.now() - 120_000) / 1000;
    utimesSync(blobFile(directory, digests[0] as Digest), old, old);
    const store = await openStore(directory);
    await store.content.delete(digests[0] as Digest);
    await store.dispose();
    expect(readdirSync(join(directory, 'fresh'))).toEqual([]);
  });

  test('a mark holds no bytes of a blob that was deleted', async () => {
    const { directory, digests } = await storeWith('new');
    const digest = digests[0] as Digest;
    const { content } = await openStore(directory);
    const mark = join(directory, 'fresh', hexOf(digest));
    expect(statSync(mark).size).toBe(3);
    await content.delete(digest);
    expect(statSync(mark).size).toBe(0);
    expect(readdirSync(join(directory, 'tmp'))).toEqual([]);
    await content.write(bytes(encoder.encode('new')));
    spoil(blobFile(directory, digest), '');
    reboot(directory);
    expect(await (await openStore(directory)).content.stat(digest)).toBeUndefined();
  });

  test('marks without a blob go with who has the store alone, others stay', async () => {
    const { directory, digests } = await storeWith('kept', 'gone');
    const [kept, gone] = digests as [Digest, Digest];
    const { content } = await openStore(directory);
    await content.delete(gone);
    writeFileSync(join(directory, 'suspect', hexOf(gone)), '');
    sweepMarks(directory);
    const marks = ['fresh', 'suspect'].map((name) => readdirSync(join(directory, name)));
    expect(marks).toEqual([[hexOf(kept)], []]);
  });

  test('what had no time stays marked', async () => {
    const { directory } = await storeWith('new');
    await (await openStore(directory)).dispose();
    expect(readdirSync(join(directory, 'fresh'))).toHaveLength(1);
  });

  test.each(['', '{"n":', '\0\0\0\0'])('a record that reads %j is none', async (text) => {
    const { directory } = await storeWith();
    const { records } = await openStore(directory);
    await records.put('cache', 'a', { n: 1 });
    writeFileSync(join(directory, 'records/cache/a.json'), text);
    expect(await records.get('cache', 'a')).toBeUndefined();
  });

  test('a layer whose tar or index is gone is made anew from what is left', async () => {
    const { directory } = await storeWith();
    const { layers } = await openStore(directory);
    const layer = await layers.write([[{ type: 'file', path: 'a', size: 1, ...META }, Uint8Array.of(65)]]);
    for (const name of readdirSync(join(directory, 'blobs/sha256')))
      if (name !== hexOf(layer.diffId)) spoil(join(directory, 'blobs/sha256', name), '{');
    reboot(directory);
    const again = await openStore(directory);
    expect((await (await again.layers.get(layer.diffId))?.index())?.entries).toEqual((await layer.index()).entries);
    rmSync(blobFile(directory, layer.diffId));
    expect(await (await openStore(directory)).layers.get(layer.diffId)).toBeUndefined();
  });
});

describe('what killed processes leave behind', () => {
  test('is removed, and nothing else', async () => {
    const directory = fresh();
    const child = await hangingWriter(directory);
    expect(readdirSync(join(directory, 'tmp'))).toHaveLength(1);
    await openStore(directory);
    expect(readdirSync(join(directory, 'tmp')), 'a writer at work keeps its file').toHaveLength(1);
    const dead = once(child, 'exit');
    child.kill('SIGKILL');
    await dead;
    const foreign = join(directory, 'tmp', '1-2-3.4');
    const forgotten = join(directory, 'tmp', '1-2-3.5');
    const unknown = join(directory, 'tmp', 'x');
    const old = join(directory, 'tmp', 'old.txt');
    for (const path of [foreign, forgotten, unknown, old]) writeFileSync(path, '');
    for (const path of [forgotten, old]) utimesSync(path, 1, 1);
    const { content } = await openStore(directory);
    expect(readdirSync(join(directory, 'tmp')).sort()).toEqual(['1-2-3.4', 'old.txt', 'x']);
    expect(await content.stat(digestOf(new Uint8Array()))).toBeUndefined();
    expect(readdirSync(join(directory, 'blobs/sha256'))).toEqual([]);
  });

  test('a process is told from another with its number', () => {
    const [pid, start, namespace] = ownMark().split('-');
    expect(isGone(ownMark())).toBe(false);
    expect(isGone(`${pid}-${Number(start) + 1}-${namespace}`)).toBe(true);
    expect(isGone(`999999999-${start}-${namespace}`)).toBe(true);
    expect(isGone(`${pid}-${start}-${Number(namespace) + 1}`)).toBeUndefined();
    expect(isGone('junk')).toBeUndefined();
  });

  test('starts of the machine are told apart', () => {
    expect(sameBoot('a', 'a')).toBe(true);
    expect(sameBoot('a', 'b')).toBe(false);
    expect(sameBoot('time-100', 'time-120')).toBe(true);
    expect(sameBoot('time-100', 'time-200')).toBe(false);
    expect(sameBoot('time-100', 'time-x')).toBe(false);
  });
});

test('several processes fill one store at once', async () => {
  const directory = fresh();
  const code = `
    const { openStore } = await import(${JSON.stringify(join(import.meta.dirname, '../../../src/node.ts'))});
    const store = await openStore(${JSON.stringify(directory)});
    for (let i = 0; i < 40; i += 1) {
      const data = new Uint8Array(i % 8 === 0 ? 400_000 : 10).fill(i);
      await store.content.write((async function* () { yield data; })());
      await store.records.put('cache', String(i), { i });
      await store.layers.write([[{ type: 'directory', path: 'd' + i, mode: 0o755, uid: 0, gid: 0, mtime: 0 }]]);
    }
    await store.dispose();`;
  const children = [1, 2, 3].map(() =>
    spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: 'inherit' }),
  );
  const codes = await Promise.all(children.map(async (child) => (await once(child, 'exit'))[0] as number));
  expect(codes).toEqual([0, 0, 0]);
  const { content, records } = await openStore(directory);
  let count = 0;
  for await (const digest of content.list()) {
    expect(digestOf(await readAll(content.read(digest)))).toBe(digest);
    count += 1;
  }
  expect(count).toBe(40 + 40 + 40);
  expect(await records.get('cache', '39')).toEqual({ i: 39 });
  expect(readdirSync(join(directory, 'tmp'))).toEqual([]);
}, 30_000);

test('blob files cannot be written by accident', async () => {
  const { directory, digests } = await storeWith('a');
  expect(statSync(blobFile(directory, digests[0] as Digest)).mode & 0o777).toBe(0o444);
});

test('a digest that is none never becomes a path', async () => {
  const { directory } = await storeWith();
  const { content } = await openStore(directory);
  mkdirSync(join(directory, 'outside'));
  const evil = 'sha256:../../outside' as Digest;
  await expect((async () => content.stat(evil))()).rejects.toMatchObject({ code: 'INVALID_DIGEST' });
  await expect(readAll(content.read(evil))).rejects.toMatchObject({ code: 'INVALID_DIGEST' });
  await expect((async () => content.delete(evil))()).rejects.toMatchObject({ code: 'INVALID_DIGEST' });
  expect(existsSync(join(directory, 'outside'))).toBe(true);
});

/** A process that has begun to write a blob and waits. */
async function hangingWriter(directory: string): Promise<ChildProcess> {
  const code = `
    const { openStore } = await import(${JSON.stringify(join(import.meta.dirname, '../../../src/node.ts'))});
    const { content } = await openStore(${JSON.stringify(directory)});
    await content.write((async function* () {
      yield new Uint8Array(1_000_000);
      yield new Uint8Array(1_000_000);
      console.log('writing');
      await new Promise((resolve) => setTimeout(resolve, 60_000));
    })());`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  return child;
}

describe('a blob that was damaged at equal length', () => {
  const LARGE = new Uint8Array(300_000).fill(7);
  const damaged = async (data: Uint8Array) => {
    const directory = fresh();
    const { digest } = await (await openStore(directory)).content.write(bytes(data));
    const other = new Uint8Array(data);
    other[1] = 0;
    spoil(blobFile(directory, digest), Buffer.from(other).toString('latin1'));
    const heard: Digest[] = [];
    const { content } = await openStore(directory, { onDamage: (blob) => heard.push(blob) });
    return { content, digest, heard };
  };

  test.each([
    ['small', encoder.encode('alpha')],
    ['large', LARGE],
  ])('is an error of who reads it verified, and is said and removed once: %s', async (_, data) => {
    const { content, digest, heard } = await damaged(data);
    expect((await readAll(content.read(digest))).byteLength).toBe(data.byteLength);
    expect(heard).toEqual([]);
    await expect(readAll(content.read(digest, { verify: true }))).rejects.toMatchObject({ code: 'BLOB_DAMAGED' });
    await expect(readAll(content.read(digest, { verify: true }))).rejects.toMatchObject({ code: 'BLOB_NOT_FOUND' });
    expect(await content.isSound(digest)).toBe(false);
    expect(heard).toEqual([digest]);
    await content.write(bytes(data), { digest });
    expect(digestOf(await readAll(content.read(digest, { verify: true })))).toBe(digest);
  });

  test('is not sound, and is removed', async () => {
    const { content, digest, heard } = await damaged(LARGE);
    expect([await content.isSound(digest), await content.stat(digest)]).toEqual([false, undefined]);
    expect(heard).toEqual([digest]);
  });

  test('is replaced by a small one that is written again', async () => {
    const { content, digest, heard } = await damaged(encoder.encode('alpha'));
    await content.write(bytes(encoder.encode('alpha')));
    expect(await readText(content.read(digest))).toBe('alpha');
    expect(heard).toEqual([digest]);
  });

  test('is not removed by who read it when somebody else has replaced it meanwhile', async () => {
    const data = new Uint8Array(3_000_000).fill(7);
    const directory = fresh();
    const { content } = await openStore(directory);
    const { digest } = await content.write(bytes(data));
    spoil(blobFile(directory, digest), '\0'.repeat(data.byteLength));
    const [reader, other] = [await openStore(directory), await openStore(directory)];
    const chunks = reader.content.read(digest, { verify: true })[Symbol.asyncIterator]();
    await chunks.next();
    expect(await other.content.isSound(digest)).toBe(false);
    await other.content.write(bytes(data));
    const rest = (async () => {
      while (!(await chunks.next()).done);
    })();
    await expect(rest).rejects.toMatchObject({ code: 'BLOB_DAMAGED' });
    expect(digestOf(await readAll(other.content.read(digest)))).toBe(digest);
  });

  test('is hashed at most once while the store is open', async () => {
    const directory = fresh();
    const { content } = await openStore(directory);
    const { digest } = await content.write(bytes(LARGE));
    let hashed = 0;
    const again = await openStore(directory, {
      createHasher: () => {
        hashed += 1;
        return sha256Hasher();
      },
    });
    await readAll(again.content.read(digest, { verify: true }));
    await readAll(again.content.read(digest, { verify: true }));
    expect([await again.content.isSound(digest), hashed]).toEqual([true, 1]);
  });
});
