import { Buffer } from 'node:buffer';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { appendFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';
import { digestOf, type EntryPath } from '@strake/oci';
import { expect, onTestFinished, test } from 'vitest';
import type { ContextSelection, ContextTree } from '../../src/index.ts';
import { ContextFile } from '../../src/node/context-file.ts';
import { createFilesAhead } from '../../src/node/files-ahead.ts';
import { portionMemory, type PortionTask } from '../../src/node/portion.ts';
import type { PortionReader } from '../../src/node/portion-threads.ts';
import { readPortion } from '../../src/node/read-portion.ts';
import { directoryContext } from '../../src/node.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const ALL: readonly ContextSelection[] = [{ path: '', wildcard: false }];
/** None, some, and more than a portion has room for with a few of its like. */
const SIZES = [0, 1, 511, 3000, 70_000];
const NO_TEXT = '\udc80\udcff';

interface Context {
  readonly root: string;
  readonly tree: ContextTree;
  readonly paths: readonly EntryPath[];
  readonly files: ReadonlyMap<EntryPath, Buffer>;
  fileAt(path: EntryPath): ContextFile;
}

async function openContext(count = 3000): Promise<Context> {
  const files = new Map<EntryPath, Buffer>();
  for (let i = 0; i < count; i += 1)
    files.set(`d${i % 7}/f${String(i).padStart(5, '0')}`, randomBytes(SIZES[i % SIZES.length] ?? 0));
  files.set('large', randomBytes(600_000));
  const root = temporaryDirectory(Object.fromEntries(files));
  files.set(NO_TEXT, randomBytes(10));
  writeFileSync(Buffer.concat([Buffer.from(`${root}/`), Buffer.from([0x80, 0xff])]), files.get(NO_TEXT) ?? '');
  const tree = await directoryContext(root).load(ALL);
  const fileAt = (path: EntryPath): ContextFile => {
    const entry = tree.get(path);
    if (entry instanceof ContextFile) return entry;
    throw new Error(`${path} is no file`);
  };
  const paths = [...files.keys()].sort();
  // Files are looked at when somebody asks.
  for (const path of paths) fileAt(path);
  return { root, tree, paths, files, fileAt };
}

const reader = (read: PortionReader['read']): PortionReader => ({ read, end: () => undefined });
const atOnce = reader(readPortion);

/** Whether the bytes are those of the file. */
function check({ files }: Context, path: EntryPath, bytes: Uint8Array): void {
  if (!files.get(path)?.equals(bytes)) throw new Error(`other bytes than those of ${path}`);
}

test('what is read ahead are the bytes of each file, and its digest', async () => {
  const context = await openContext();
  const { paths, files, fileAt } = context;
  const began = Date.now();
  const ahead = createFilesAhead(context.root, [atOnce, atOnce]);
  ahead.add(paths.slice(0, 1000).map(fileAt));
  ahead.add(paths.slice(1000).map(fileAt));
  for (const path of paths) {
    const read = ahead.take(fileAt(path));
    const size = files.get(path)?.length ?? 0;
    // What is empty, large, or has a name that is no text is left to others.
    expect([path, read !== undefined]).toEqual([path, size > 0 && size < 600_000 && path !== NO_TEXT]);
    if (!read) continue;
    check(context, path, read.bytes);
    expect(read.digest()).toBe(digestOf(files.get(path) ?? Buffer.alloc(0)));
    expect(read.at).toBeGreaterThanOrEqual(began);
  }
});

test('what was changed after the walk, or is gone, is not given', async () => {
  const context = await openContext(800);
  const { root, tree, paths, fileAt } = context;
  const some = paths.filter((path) => path.startsWith('d') && fileAt(path).size > 0);
  const [changed, gone] = [some.slice(20, 50), some.slice(50, 80)];
  for (const path of changed) appendFileSync(join(root, path), 'more');
  for (const path of gone) rmSync(join(root, path));
  const ahead = createFilesAhead(root, [atOnce]);
  ahead.add(some.map(fileAt));
  for (const path of some) {
    const read = ahead.take(fileAt(path));
    expect([path, read === undefined]).toEqual([path, changed.includes(path) || gone.includes(path)]);
    if (read) check(context, path, read.bytes);
    else expect(() => tree.readSmall?.(path)).toThrow(expect.objectContaining({ code: 'CHANGED' }));
  }
});

test('nothing is waited for that nobody has begun with, and memory that was given up is not written to', async () => {
  const context = await openContext();
  const { paths, fileAt } = context;
  const late: PortionTask[] = [];
  const ahead = createFilesAhead(context.root, [reader((task) => void late.push(task)), atOnce]);
  ahead.add(paths.map(fileAt));
  let count = 0;
  for (const path of paths) {
    const read = ahead.take(fileAt(path));
    // Half of the tasks come when they are of no use any more.
    for (const task of late.splice(0, late.length - 2)) readPortion(task);
    if (!read) continue;
    count += 1;
    check(context, path, read.bytes);
  }
  expect(count).toBeGreaterThan(800);
});

test('what is being read is waited for; what hangs, not for ever', async () => {
  const context = await openContext(400);
  const { paths, fileAt } = context;
  let isFirst = true;
  const hanging = reader(({ memory, serial }) => {
    if (isFirst) portionMemory(memory).claim(serial);
    isFirst = false;
  });
  const ahead = createFilesAhead(context.root, [hanging, atOnce]);
  ahead.add(paths.map(fileAt));
  const given = paths.map((path) => ahead.take(fileAt(path)) !== undefined);
  expect(new Set(given)).toEqual(new Set([true, false]));
});

test('files that are skipped, unknown or asked for again do no harm', async () => {
  const context = await openContext();
  const { paths, fileAt } = context;
  const ahead = createFilesAhead(context.root, [atOnce]);
  expect(ahead.take(fileAt('large'))).toBe(undefined);
  ahead.add(paths.map(fileAt));
  let count = 0;
  for (const path of [...paths.filter((_, i) => i % 3 === 0), ...paths]) {
    const read = ahead.take(fileAt(path));
    if (!read) continue;
    count += 1;
    check(context, path, read.bytes);
  }
  expect(count).toBeGreaterThan(750);
});

test.runIf(availableParallelism() > 1)('threads read', async () => {
  const context = await openContext();
  const { tree, paths } = context;
  const threads: Worker[] = [];
  const note = (thread: Worker): void => void threads.push(thread);
  process.on('worker', note);
  onTestFinished(() => void process.off('worker', note));
  const ahead = tree.readAhead?.();
  if (!ahead) throw new Error('nothing reads ahead');
  onTestFinished(() => ahead.end());
  ahead.add(paths);
  await setImmediate();
  // They end once they have read what they were given first.
  const ended = threads.map((thread) => once(thread, 'exit'));
  for (const thread of threads) thread.postMessage('close', []);
  await Promise.all(ended);
  let count = 0;
  for (const path of paths) {
    const bytes = ahead.take(path);
    if (bytes) check(context, path, bytes);
    count += bytes ? 1 : 0;
  }
  expect(count).toBeGreaterThan(200);
  expect(await tree.digestOf(paths[3] ?? '')).toBe(digestOf(context.files.get(paths[3] ?? '') ?? Buffer.alloc(0)));
});

test.runIf(availableParallelism() > 1)(
  'who reads at a time shares threads, whatever the context, which end with the last of them',
  async () => {
    const trees = [(await openContext(10)).tree, (await openContext(11)).tree];
    const alive = new Set<Worker>();
    let started = 0;
    const count = (thread: Worker): void => {
      started += 1;
      alive.add(thread);
      thread.on('exit', () => alive.delete(thread));
    };
    process.on('worker', count);
    onTestFinished(() => void process.off('worker', count));
    for (const _ of ['first', 'again']) {
      started = 0;
      const all = Array.from({ length: 5 }, (_, i) => trees[i % 2]?.readAhead?.());
      await setImmediate();
      expect(started).toBeGreaterThan(0);
      expect(started).toBeLessThanOrEqual(2);
      const last = all.pop();
      for (const ahead of all) ahead?.end();
      expect(alive.size).toBe(started);
      last?.end();
      await Promise.all([...alive].map((thread) => once(thread, 'exit')));
    }
  },
);
