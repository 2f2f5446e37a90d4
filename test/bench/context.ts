/**
 * `pnpm bench context [FILES] [DIRECTORY]`: listing, ignoring, selecting, looking at and hashing a directory of small files
 * (default 50,000). With DIRECTORY they are made there, if it is missing, and stay. CPU times are of all threads.
 */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ContextTree } from '../../packages/context/src/index.ts';
import { directoryContext } from '../../packages/context/src/node.ts';
import { createMemoryRecords, type RecordStore } from '../../packages/oci/src/index.ts';

const ROUNDS = 9;
const RULES = `**/node_modules
**/*.log
**/.git
**/*.md
!README.md
**/*.ts
!src*/d1/*.ts
**/[Bb]in
.env*
**/test_?
`;
/** Nothing but what wildcards bring back. */
const REINCLUDES = '*\n!src*/**/*.ts\n!src1?/d2\n';

export async function run(args: readonly string[]): Promise<void> {
  const [count = '50000', kept] = args;
  const root = kept ?? mkdtempSync(join(tmpdir(), 'strake-bench-context-'));
  try {
    const files = kept !== undefined && existsSync(kept) ? count : makeFiles(root, Number(count));
    console.log(`${files} files, median of ${ROUNDS} rounds, ms; beside a plain walk`);
    console.log('| | wall | CPU | first | wall | CPU |\n|---|--:|--:|--:|--:|--:|');
    await measure(root);
  } finally {
    if (kept === undefined) rmSync(root, { recursive: true });
  }
}

async function measure(root: string): Promise<void> {
  const fastGlob = createRequire(new URL('../../packages/context/package.json', import.meta.url))('fast-glob');
  const glob = { cwd: root, dot: true, onlyFiles: false, followSymbolicLinks: false };
  await time('plain readdir walk, names and types', () => plainWalk(root));
  await time('fast-glob **', () => fastGlob.globSync('**', glob));
  await time('fast-glob ** with stats', () => fastGlob.globSync('**', { ...glob, stats: true }));
  await time('load', () => load(root));
  await time(`load, ${RULES.split('\n').length - 1} ignore rules`, () => load(root, RULES));
  await time('load, wildcard re-includes', () => load(root, REINCLUDES));
  await time('load and look at all', async () => lookAtAll(await load(root)));
  await time('load and look at all, wildcard re-includes', async () => lookAtAll(await load(root, REINCLUDES)));
  await time('load, one subtree', () => load(root, '', 'src3/d4'));
  await time('load, src*/d1/*.ts', () => load(root, '', 'src*/d1/*.ts'));
  await time('load and hash, nothing remembered', async () => hashAll(await load(root)));
  const records = createMemoryRecords();
  await time('load and hash, all remembered', () => hashRemembered(root, records));
  console.log(`peak memory ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MB`);
}

interface Median {
  readonly wall: number;
  readonly cpu: number;
}

/** What the first measured takes, to which all others are compared. */
let plain: Median | undefined;

async function time(what: string, work: () => unknown): Promise<void> {
  const walls: number[] = [];
  const cpus: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now();
    const before = process.cpuUsage();
    await work();
    const { user, system } = process.cpuUsage(before);
    cpus.push((user + system) / 1000);
    walls.push(performance.now() - start);
  }
  const [first = 0] = walls;
  const now = { wall: medianOf(walls), cpu: medianOf(cpus) };
  plain ??= now;
  const times = [now.wall, now.cpu, first].map((ms) => ms.toFixed(0));
  console.log(`| ${[what, ...times, ratio(now.wall, plain.wall), ratio(now.cpu, plain.cpu)].join(' | ')} |`);
}

function ratio(one: number, other: number): string {
  return (one / other).toFixed(2);
}

function medianOf(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? 0;
}

function load(root: string, dockerignore = '', path = '', records?: RecordStore): Promise<ContextTree> {
  const context = directoryContext(root, { dockerignore, ...(records ? { records } : {}) });
  return context.load([{ path, wildcard: path.includes('*') }]);
}

function lookAtAll(tree: ContextTree): number {
  let count = 0;
  for (const _ of tree.walk()) count++;
  return count;
}

async function hashAll(tree: ContextTree): Promise<void> {
  for (const entry of tree.walk()) if (entry.type === 'file') await tree.digestOf(entry.path);
}

async function hashRemembered(root: string, records: RecordStore): Promise<void> {
  const context = directoryContext(root, { dockerignore: '', records });
  await hashAll(await context.load([{ path: '', wildcard: false }]));
  await context.saveDigests();
}

function plainWalk(root: string): number {
  let count = 0;
  const pending = [root];
  for (let directory = pending.pop(); directory !== undefined; directory = pending.pop()) {
    for (const entry of readdirSync(directory, { withFileTypes: true })) {
      count++;
      if (entry.isDirectory()) pending.push(join(directory, entry.name));
    }
  }
  return count;
}

/** 100 files of about 2 KB in each of 25 directories per `src`. */
function makeFiles(root: string, wanted: number): number {
  let made = 0;
  for (let i = 0; made < wanted; i++) {
    const directory = join(root, `src${Math.floor(i / 25)}`, `d${i % 25}`);
    mkdirSync(directory, { recursive: true });
    for (let k = 0; k < 100 && made < wanted; k++, made++) {
      writeFileSync(join(directory, `file${k}.${k % 3 === 0 ? 'ts' : 'js'}`), `${made} `.repeat(330));
    }
  }
  return made;
}
