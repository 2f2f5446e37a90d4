import {
  chmodSync,
  cpSync,
  existsSync,
  linkSync,
  lutimesSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { createMemoryRecords, digestTree, type MemoryNode, type RecordStore } from '@strake/oci';
import type { Digest } from '@strake/core';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { startLookThreadsAhead } from '../../src/ahead.ts';
import type { ContextSelection, ContextTree } from '../../src/index.ts';
import { directoryContext, type DirectoryContextOptions } from '../../src/node.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const ALL: readonly ContextSelection[] = [{ path: '', wildcard: false }];
const PLANTED = `sha256:${'ab'.repeat(32)}` as const;
/** Files change without a trace for so long, in milliseconds. */
const RACY = 2100;

const FILES: Readonly<Record<string, MemoryNode>> = {
  'a.txt': 'one',
  'b.txt': 'two',
  'd/c.txt': 'six',
  'd/e/f': 'ten',
  'd/link': { type: 'symlink', target: '../a.txt' },
  'd/other': { type: 'symlink', target: 'e' },
  g: { type: 'directory' },
  [`n\u00e4me \ud83d\udca0`]: 'odd',
};

interface Remembering extends DirectoryContextOptions {
  readonly records: RecordStore;
}

/** The digest of the whole tree, or of what stands for it. */
async function digestOf(root: string, options: DirectoryContextOptions, selections = ALL): Promise<Digest> {
  const context = directoryContext(root, { rememberFrom: 1, ...options });
  const tree = await context.load(selections);
  const compute = (): Promise<Digest> => fresh(tree);
  const digest = (await tree.remembered?.('whole', compute)) ?? (await compute());
  await context.saveDigests();
  return digest;
}

function fresh(tree: ContextTree): Promise<Digest> {
  const whole = { path: '', wildcard: false, names: false, followLast: true, exclude: [] };
  return digestTree(tree, whole, { digestOf: (file) => tree.digestOf(file.path) });
}

/** Puts a digest that nobody computes in the place of all that are remembered. */
async function plant(records: RecordStore): Promise<void> {
  for await (const key of records.list('context-digests')) {
    const text = JSON.stringify(await records.get('context-digests', key));
    const planted = text.replace(/sha256:[0-9a-f]{64}/g, PLANTED);
    await records.put('context-digests', key, JSON.parse(planted));
  }
}

/** A directory whose tree is remembered as `PLANTED`. */
async function known(root: string): Promise<Remembering> {
  const records = createMemoryRecords();
  await digestOf(root, { records });
  await plant(records);
  return { records };
}

describe('digests of trees', () => {
  test('are remembered until something changes', async () => {
    const root = temporaryDirectory(FILES);
    await setTimeout(RACY);
    const options = await known(root);
    expect(await digestOf(root, options)).toBe(PLANTED);
    expect(await digestOf(root, options), 'nothing was learnt').toBe(PLANTED);
    utimesSync(join(root, 'g'), 0, 0);
    expect(await digestOf(root, options), 'times of directories do not count').toBe(PLANTED);
    expect(await digestOf(root, { ...options, dockerignore: 'g' }), 'of other rules').not.toBe(PLANTED);
    expect(await digestOf(root, options, [{ path: 'd', wildcard: false }]), 'of less').not.toBe(PLANTED);
    expect(await digestOf(root, { ...options, rememberFrom: 100 }), 'of few files').not.toBe(PLANTED);
    expect(await digestOf(root, { ...options, readXattrs: () => undefined })).not.toBe(PLANTED);
    expect(await digestOf(root, options)).toBe(PLANTED);
    chmodSync(join(root, 'g'), 0o700);
    expect(await digestOf(root, options)).toBe(await digestOf(root, {}));
  });

  test('are not remembered of files that may still change and not show it', async () => {
    const root = temporaryDirectory(FILES);
    expect(await digestOf(root, await known(root))).toBe(await digestOf(root, {}));
    await setTimeout(RACY);
    writeFileSync(join(root, 'a.txt'), 'new');
    expect(await digestOf(root, await known(root))).toBe(await digestOf(root, {}));
  });

  test('no edit of any kind is missed', { timeout: 120_000 }, async () => {
    const edits = fc.sample(fc.array(edit, { minLength: 1, maxLength: 3 }), 150);
    const roots = edits.map(() => temporaryDirectory(FILES));
    for (const root of roots) utimesSync(join(root, 'b.txt'), 981_173_106, 981_173_106);
    await setTimeout(RACY);
    const before = await Promise.all(roots.map(known));
    for (const [i, root] of roots.entries()) {
      expect(await digestOf(root, before[i] ?? {})).toBe(PLANTED);
      for (const change of edits[i] ?? []) change.apply(root);
      const wanted = await digestOf(root, {});
      expect(await digestOf(root, before[i] ?? {}), `${edits[i]?.join()}`).toBe(wanted);
    }
  });
});

/** Something that happens to a directory. */
interface Edit {
  apply(root: string): void;
  toString(): string;
}

const FILE_NAMES = ['a.txt', 'b.txt', 'd/c.txt', 'd/e/f'];
const anyFile = fc.constantFrom(...FILE_NAMES);
const text = fc.constantFrom('new', 'one', 'two', 'longer text', '');

const edit: fc.Arbitrary<Edit> = fc.oneof(
  fc.tuple(anyFile, text).map(([name, data]) => on(name, 'is written', (file) => writeFileSync(file, data))),
  fc.tuple(anyFile, text).map(([name, data]) =>
    on(name, 'is written, its time restored', (file) => {
      const { atime, mtime } = lstatSync(file);
      writeFileSync(file, data);
      utimesSync(file, atime, mtime);
    }),
  ),
  fc.tuple(anyFile, text).map(([name, data]) =>
    on(name, 'is replaced, its time and mode kept', (file) => {
      cpSync(file, `${file}~`, { preserveTimestamps: true });
      const { atime, mtime } = lstatSync(file);
      writeFileSync(`${file}~`, data);
      utimesSync(`${file}~`, atime, mtime);
      renameSync(`${file}~`, file);
    }),
  ),
  fc.tuple(anyFile, anyFile).map(([one, two]) =>
    on(one, `is swapped with ${two}`, (file, root) => {
      const other = join(root, two);
      if (one === two || !existsSync(other)) return;
      renameSync(file, `${file}~`);
      renameSync(other, file);
      renameSync(`${file}~`, other);
    }),
  ),
  fc.tuple(anyFile, anyFile).map(([one, two]) =>
    on(one, `becomes another name of ${two}`, (file, root) => {
      if (one === two || !existsSync(join(root, two))) return;
      rmSync(file);
      linkSync(join(root, two), file);
    }),
  ),
  fc
    .tuple(anyFile, fc.constantFrom(0o600, 0o755, 0o644, 0o4755))
    .map(([name, mode]) => on(name, `has mode ${mode.toString(8)}`, (file) => chmodSync(file, mode))),
  anyFile.map((name) => on(name, 'is removed', (file) => rmSync(file))),
  anyFile.map((name) =>
    on(name, 'changes its case', (file) =>
      renameSync(
        file,
        file.replace(/.$/, (c) => c.toUpperCase()),
      ),
    ),
  ),
  anyFile.map((name) =>
    on(name, 'becomes a link to its like', (file) => {
      renameSync(file, `${file}.real`);
      symlinkSync(`${name.split('/').at(-1)}.real`, file);
    }),
  ),
  anyFile.map((name) =>
    on(name, 'becomes a directory', (file) => {
      rmSync(file);
      mkdirSync(file);
    }),
  ),
  fc.constantFrom('e', '../b.txt', 'e/f').map((target) =>
    on('d/link', `leads to ${target}, at its old time`, (link) => {
      const { atime, mtime } = lstatSync(link);
      rmSync(link);
      symlinkSync(target, link);
      lutimesSync(link, atime, mtime);
    }),
  ),
  fc.constant(
    on('d/e', 'becomes a link to its like', (directory) => {
      renameSync(directory, `${directory}.real`);
      symlinkSync('e.real', directory);
    }),
  ),
  fc.constant(on('g', 'has mode 700', (directory) => chmodSync(directory, 0o700))),
  fc.constant(on('g', 'has a new file', (directory) => writeFileSync(join(directory, 'new'), ''))),
  fc.constant(
    on('d', 'is renamed and replaced by a copy', (directory, root) => {
      renameSync(directory, join(root, 'd.old'));
      cpSync(join(root, 'd.old'), directory, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true });
      writeFileSync(join(directory, 'c.txt'), readFileSync(join(directory, 'c.txt')).reverse());
      rmSync(join(root, 'd.old'), { recursive: true });
    }),
  ),
);

function on(name: string, what: string, change: (path: string, root: string) => void): Edit {
  return {
    apply(root) {
      const path = join(root, name);
      const there = lstatSync(path, { throwIfNoEntry: false });
      const sort =
        name === 'd' || name === 'g' || name === 'd/e'
          ? 'isDirectory'
          : name === 'd/link'
            ? 'isSymbolicLink'
            : 'isFile';
      if (there?.[sort]()) change(path, root);
    },
    toString: () => `${name} ${what}`,
  };
}

describe('a tree that was looked at ahead', () => {
  async function ahead(files: Readonly<Record<string, MemoryNode>>): Promise<[string, ContextTree]> {
    const root = temporaryDirectory(files);
    await setTimeout(RACY);
    const tree = await directoryContext(root, { ...(await known(root)), rememberFrom: 1 }).load(ALL);
    return [root, tree];
  }

  test('has the entries of one that was not', async () => {
    const many = Object.fromEntries(Array.from({ length: 2500 }, (_, i) => [`many/f${i}`, `${i}`]));
    const [root, tree] = await ahead({ ...FILES, ...many, s: { data: 'x', mode: 0o4755 } });
    linkSync(join(root, 'a.txt'), join(root, 'same'));
    const context = directoryContext(root, { ...(await known(root)), rememberFrom: 1 });
    for (const one of [tree, await context.load(ALL)]) {
      const plain = await directoryContext(root).load(ALL);
      const entries = [...plain.walk()].filter(({ path }) => one !== tree || (path !== 'same' && path !== 'a.txt'));
      expect([...one.walk()].filter(({ path }) => one !== tree || path !== 'a.txt')).toEqual(entries);
    }
  });

  test('and by threads that were started before', async () => {
    startLookThreadsAhead();
    const many = Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`many/f${i}`, `${i}`]));
    const [root, tree] = await ahead({ ...FILES, ...many });
    const plain = await directoryContext(root).load(ALL);
    expect([...tree.walk()]).toEqual([...plain.walk()]);
  });

  test('is of the time when it was looked at', async () => {
    const [root, tree] = await ahead({ ...FILES, gone: 'x' });
    rmSync(join(root, 'gone'));
    writeFileSync(join(root, 'b.txt'), 'new');
    rmSync(join(root, 'd/link'));
    symlinkSync('e', join(root, 'd/link'));
    const changed = { code: 'CHANGED' };
    expect(tree.get('a.txt')).toMatchObject({ type: 'file' });
    expect(tree.get('gone'), 'it was there').toMatchObject({ type: 'file' });
    expect(() => tree.readSmall?.('gone')).toThrow(expect.objectContaining(changed));
    expect(() => tree.readSmall?.('b.txt')).toThrow(expect.objectContaining(changed));
    expect(() => tree.get('d/link')).toThrow(expect.objectContaining(changed));
  });

  test('is not looked at when the build is over', async () => {
    const root = temporaryDirectory(FILES);
    await setTimeout(RACY);
    const context = directoryContext(root, { ...(await known(root)), rememberFrom: 1 });
    const stop = new AbortController();
    const reason = new Error('enough');
    const loading = context.load(ALL, stop.signal);
    queueMicrotask(() => stop.abort(reason));
    await expect(loading).rejects.toBe(reason);
  });
});
