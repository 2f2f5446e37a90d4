import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type TarEntryToWrite, writeTar } from '../../src/index.ts';
import { isMark } from '../../src/layer/whiteout.ts';
import { layerEntries, readAll } from '../../src/testing.ts';
import { temporaryDirectory } from '../temporary-directory.ts';
import { latin, listByBsdtar, listByPython, listByTar, type Listed } from './peers.ts';
import { PARTS, readByUs, seenBy } from './differential.ts';
import { concat, END } from './raw-tar.ts';

const fresh = temporaryDirectory();
/** Peers that not every machine has. */
const BSDTAR = 'bsdtar';
const PYTHON = 'python3';
const isThere = (program: string): boolean => spawnSync(program, ['--version']).status === 0;

type Written = readonly [TarEntryToWrite, (Uint8Array | undefined)?];

/** Random layers whose times `tar -tv` can print (not fractions before 1970), and Python as floating point numbers. */
const LAYERS: readonly (readonly Written[])[] = fc
  .sample(layerEntries(), { numRuns: 150, seed: 7 })
  .map((items) =>
    items.flatMap(([entry, data]): readonly Written[] => (isMark(entry) ? [] : [[withinYears(entry), data]])),
  )
  .filter((items) => items.length > 0);

function withinYears(entry: TarEntryToWrite): TarEntryToWrite {
  const { mtime, mtimeNs = 0 } = entry;
  return { ...entry, mtime: mtime % 2 ** 33, mtimeNs: mtime < 0 ? 0 : Math.floor(mtimeNs / 1e6) * 1e6 };
}

function expected([entry, data]: Written): Listed & { readonly data: string } {
  return {
    name: latin(entry.path),
    type: entry.type,
    mode: entry.mode,
    uid: entry.uid,
    gid: entry.gid,
    size: entry.type === 'file' ? entry.size : 0,
    target: 'target' in entry ? latin(entry.target) : '',
    mtime: entry.mtime,
    device: 'major' in entry ? `${entry.major},${entry.minor}` : '',
    data: String.fromCharCode(...(data ?? [])),
  };
}

async function written(): Promise<readonly string[]> {
  const directory = fresh();
  mkdirSync(directory);
  return Promise.all(
    LAYERS.map(async (items, i) => {
      const path = join(directory, `${i}.tar`);
      const tar = writeTar(async (writer) => {
        for (const [entry, data] of items) await writer.add(entry, data);
      });
      writeFileSync(path, await readAll(tar));
      return path;
    }),
  );
}

describe('archives of ours', () => {
  test.runIf(isThere(PYTHON))("are read by Python's tarfile as they were meant", async () => {
    for (const [i, listing] of listByPython(await written()).entries()) {
      const items = LAYERS[i] ?? [];
      const found =
        listing === 'refused'
          ? listing
          : listing.map(({ major, minor, mtime, xattrs, type, ...rest }) => ({
              ...rest,
              type,
              mtime: Math.floor(mtime),
              device: /device/.test(type) ? `${major},${minor}` : '',
              xattrs,
            }));
      expect(found).toEqual(items.map((item) => ({ ...expected(item), xattrs: item[0].xattrs ?? {} })));
    }
  });

  test('are listed by GNU tar as they were meant', async () => {
    for (const [i, path] of (await written()).entries())
      expect(listByTar(path)).toEqual((LAYERS[i] ?? []).map(withoutData));
  });

  test.runIf(isThere(BSDTAR))('are read by bsdtar without a word, if all names are UTF-8', async () => {
    const isText = LAYERS.map((items) => items.every(([entry]) => isUtf8(entry)));
    for (const path of (await written()).filter((_, i) => isText[i])) {
      const { status, stderr } = spawnSync(BSDTAR, ['-tf', path], {
        encoding: 'latin1',
        env: { ...process.env, LC_ALL: 'C.UTF-8' },
      });
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    }
  });
});

function withoutData(item: Written): Listed {
  const { data: _, ...listed } = expected(item);
  return listed;
}

function isUtf8(entry: TarEntryToWrite): boolean {
  return entry.path.isWellFormed() && (!('target' in entry) || entry.target.isWellFormed());
}

/** Archives that libarchive lists: it takes a process for each. The fuzzer has it list many more. */
const LISTED = 100;

test.runIf(isThere(PYTHON) && isThere(BSDTAR))('what we accept, GNU tar, libarchive and Python read alike', () => {
  const directory = fresh();
  mkdirSync(directory);
  const index = fc.nat(PARTS.length - 1);
  const archives = fc
    .sample(fc.array(index, { minLength: 1, maxLength: 5 }), { numRuns: 3000, seed: 11 })
    .map((list) => concat(...list.map((i) => PARTS[i] as Uint8Array), END));
  const accepted = archives.filter((archive) => readByUs(archive) !== 'refused');
  expect(accepted.length).toBeGreaterThan(100);
  const paths = accepted.map((archive, i) => {
    const path = join(directory, `${i}.tar`);
    writeFileSync(path, archive);
    return path;
  });
  const python = listByPython(paths);
  for (const [i, archive] of accepted.entries()) {
    const ours = readByUs(archive);
    expect(seenBy(python[i] ?? 'refused'), `Python on ${i}`).toEqual(ours);
    expect(seenBy(listByTar(paths[i] ?? '')), `GNU tar on ${i}`).toEqual(ours);
    if (i < LISTED) expect(seenBy(listByBsdtar(paths[i] ?? '')), `libarchive on ${i}`).toEqual(ours);
  }
});
