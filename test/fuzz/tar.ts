/**
 * `node test/fuzz/tar.ts [--seconds=N] [--seed=N] [--keep=DIRECTORY]`: puts archives together from parts, sound and not,
 * spoils their bytes, and holds the reader to what must be true of every one: it is read or refused, equally in any chunks;
 * no name leads out of the root; what is accepted makes a layer index whose entries can be written and read again; and
 * Python's tarfile, GNU tar and libarchive list it as we do, and umoci unpacks it to what our index says. Archives for which
 * it is not are written to the directory.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  createTarReader,
  type IndexEntry,
  OciError,
  readIndex,
  sha256Hasher,
  type TarEntry,
} from '../../packages/oci/src/index.ts';
import { PARTS, readByUs, seenBy } from '../../packages/oci/test/tar/differential.ts';
import { latin, listByBsdtar, listByPython, listByTar } from '../../packages/oci/test/tar/peers.ts';
import { unpackByUmoci, unpackedOf } from '../../packages/oci/test/tar/umoci.ts';
import { concat, END, rawPax } from '../../packages/oci/test/tar/raw-tar.ts';
import { createRandom } from '../../packages/parser/test/support/mutate.ts';

const BLOCK = 512;
const NO_DIGEST = `sha256:${'0'.repeat(64)}` as const;
/** Archives that the peers list at once. */
const BATCH = 500;
/** Of a batch, as many as GNU tar and libarchive list: they take a process for each. */
const LISTED = 40;
/** Of a batch, as many as umoci unpacks. */
const UNPACKED = 8;
/** Where the fields of a header begin, and how long they are; spoilt more often than other bytes. */
const FIELDS = [
  [0, 100],
  [100, 8],
  [108, 8],
  [124, 12],
  [136, 12],
  [156, 1],
  [157, 100],
  [257, 8],
  [329, 16],
  [345, 155],
] as const;

/** Records that readers know, or may think they know. */
const KEYS = [
  'path linkpath size uid gid mtime uname gname hdrcharset charset comment SCHILY.realsize SCHILY.xattr.user.a SCHILY.dev',
  'GNU.sparse.name GNU.sparse.size GNU.sparse.realsize GNU.sparse.numblocks GNU.sparse.map GNU.volume.filename',
  'LIBARCHIVE.symlinktype LIBARCHIVE.xattr.user.b RHT.security.selinux atime ctime GNU.dumpdir PATH',
].flatMap((line) => line.split(' '));
const VALUES = [
  '',
  '0',
  '3',
  '512',
  '-1',
  '+3',
  ' 3',
  '0x3',
  '1e2',
  '99999999999999999999',
  '12.5',
  '.5',
  '1.',
  'NaN',
  'BINARY',
  'ISO-IR 10646 2000 UTF-8',
  'name',
  'dir/',
  './x',
  '/x',
  '../x',
  'a//b',
  'a/./b',
  'd/../x',
  'line\nbreak',
  '1,2',
];

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    seed: { type: 'string', default: String(Date.now() % 1e9) },
    keep: { type: 'string' },
  },
});
const random = createRandom(Number(values.seed));
const pick = (count: number): number => Math.floor(random() * count);
const work = mkdtempSync(join(tmpdir(), 'strake-fuzz-tar-'));
const end = performance.now() + Number(values.seconds) * 1000;
console.log(`seed ${values.seed}, ${values.seconds} s`);

let count = 0;
let accepted = 0;
let found = 0;
try {
  while (performance.now() < end) await fuzzBatch();
} finally {
  rmSync(work, { recursive: true, force: true });
}
console.log(`${count} archives, ${accepted} accepted, ${found} with faults`);
process.exitCode = found > 0 ? 1 : 0;

async function fuzzBatch(): Promise<void> {
  const batch: Uint8Array[] = [];
  while (batch.length < BATCH && performance.now() < end) {
    const archive = spoil(assemble());
    count++;
    const fault = await faultOf(archive);
    if (fault !== undefined) keep(archive, fault);
    else if (readByUs(archive) !== 'refused') batch.push(archive);
  }
  accepted += batch.length;
  await compareWithPeers(batch);
}

function assemble(): Uint8Array {
  const parts = Array.from({ length: 1 + pick(5) }, () => (random() < 0.15 ? somePax() : one(PARTS)));
  return concat(...parts, END);
}

function somePax(): Uint8Array {
  const records = Array.from({ length: 1 + pick(2) }, () => [one(KEYS), one(VALUES)] as const);
  return rawPax(Object.fromEntries(records), random() < 0.2 ? 'g' : 'x');
}

function one<T>(items: readonly T[]): T {
  return items[pick(items.length)] as T;
}

/** Leaves blocks out, doubles them, or puts them elsewhere. */
function shuffle(archive: Uint8Array): Uint8Array {
  const blocks = Array.from({ length: archive.byteLength / BLOCK }, (_, i) =>
    archive.subarray(i * BLOCK, (i + 1) * BLOCK),
  );
  const [taken = new Uint8Array()] = blocks.splice(pick(blocks.length), 1);
  const again = Array.from({ length: pick(3) }, () => taken);
  return concat(...blocks.toSpliced(pick(blocks.length), 0, ...again));
}

/** Changes some bytes; mostly gives the headers their right checksums again, else nothing gets past those. */
function spoil(archive: Uint8Array): Uint8Array {
  const spoilt = random() < 0.1 ? shuffle(archive) : archive.slice();
  for (let changes = pick(4); changes > 0; changes -= 1) {
    const block = pick(spoilt.byteLength / BLOCK) * BLOCK;
    const [start, length] = FIELDS[pick(FIELDS.length)] ?? [0, BLOCK];
    const at = block + (random() < 0.9 ? start + pick(length) : pick(BLOCK));
    const value = [0, 0x20, 0x2f, 0x2e, 0x30, 0x37, 0x80, 0xff, pick(256)][pick(9)] ?? 0;
    spoilt[at] = value;
    if (random() < 0.95) seal(spoilt.subarray(block, block + BLOCK));
  }
  return random() < 0.05 ? spoilt.subarray(0, 1 + pick(spoilt.byteLength)) : spoilt;
}

/** Gives a block that has the place for it the checksum of a header. */
function seal(block: Uint8Array): void {
  if (block.every((byte) => byte === 0)) return;
  block.fill(0x20, 148, 156);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.set(Buffer.from(`${sum.toString(8).padStart(6, '0')}\0 `), 148);
}

async function faultOf(archive: Uint8Array): Promise<string | undefined> {
  try {
    const whole = JSON.stringify(entriesOf(archive, archive.byteLength));
    const size = 1 + pick(BLOCK * 2);
    if (JSON.stringify(entriesOf(archive, size)) !== whole) return `read otherwise in chunks of ${size}`;
    const seen = readByUs(archive);
    if (seen === 'refused') return undefined;
    if (seen.some(({ name, type, target }) => leadsOut(name) || (type === 'hardlink' && leadsOut(target))))
      return 'a name that leads out';
    return await indexFault(archive);
  } catch (error) {
    return `throws ${String(error)}`;
  }
}

function leadsOut(name: string): boolean {
  return name.startsWith('/') || name.includes('\0') || name.split('/').includes('..');
}

function entriesOf(archive: Uint8Array, size: number): readonly TarEntry[] | string {
  const entries: TarEntry[] = [];
  const reader = createTarReader({ entry: (entry) => entries.push(entry), data: () => {} });
  try {
    for (let at = 0; at < archive.byteLength; at += size) reader.push(archive.subarray(at, at + size));
    reader.end();
    return entries;
  } catch (error) {
    if (error instanceof OciError) return error.code;
    throw error;
  }
}

/** An index is sorted, names each path once, and has no entry below what is no directory. */
async function indexFault(archive: Uint8Array): Promise<string | undefined> {
  const kinds = new Map<string, string>();
  for (const { path, type } of (await indexOf(archive)) ?? []) {
    if (type !== 'opaque' && kinds.has(path)) return `two entries for ${JSON.stringify(path)}`;
    const parent = path.includes('/') ? kinds.get(path.slice(0, path.lastIndexOf('/'))) : undefined;
    if (parent !== undefined && parent !== 'directory') return `${JSON.stringify(path)} below a ${parent}`;
    if (type !== 'opaque') kinds.set(path, type);
  }
  return undefined;
}

async function* once(data: Uint8Array): AsyncGenerator<Uint8Array> {
  yield data;
}

async function compareWithPeers(batch: readonly Uint8Array[]): Promise<void> {
  const paths = batch.map((archive, i) => {
    const path = join(work, `${i}.tar`);
    writeFileSync(path, archive);
    return path;
  });
  if (paths.length === 0) return;
  const python = listByPython(paths);
  for (const [i, archive] of batch.entries()) {
    const ours = JSON.stringify(readByUs(archive));
    if (JSON.stringify(seenBy(python[i] ?? 'refused')) !== ours) keep(archive, 'Python lists it otherwise');
    else if (hasSlashedFile(archive)) continue;
    else if (i < LISTED && JSON.stringify(seenBy(listByTar(paths[i] ?? ''))) !== ours)
      keep(archive, 'GNU tar lists it otherwise');
    else if (i < LISTED && isText(archive) && JSON.stringify(seenBy(listByBsdtar(paths[i] ?? ''))) !== ours)
      keep(archive, 'libarchive lists it otherwise');
    else if (i < UNPACKED) await compareWithUmoci(archive);
  }
}

/** Files whose name ends with a slash are files to Go, Python and Docker, directories to GNU tar and libarchive. */
function hasSlashedFile(archive: Uint8Array): boolean {
  for (let at = 0; at < archive.byteLength; at += BLOCK) {
    const name = Buffer.from(archive.subarray(at, at + 100))
      .toString('latin1')
      .replace(/\0.*/s, '');
    if (name.endsWith('/') && archive[at + 156] === '0'.charCodeAt(0)) return true;
  }
  return Buffer.from(archive).includes('path=dir/\n');
}

/** Whether all names are UTF-8. */
function isText(archive: Uint8Array): boolean {
  const entries = entriesOf(archive, archive.byteLength);
  return (
    typeof entries !== 'string' &&
    entries.every((entry) => entry.path.isWellFormed() && (!('target' in entry) || entry.target.isWellFormed()))
  );
}

async function compareWithUmoci(archive: Uint8Array): Promise<void> {
  const entries = await indexOf(archive);
  if (!entries || hasGlobalHeader(archive)) return;
  const found = unpackByUmoci(archive, work);
  if (JSON.stringify(found) === JSON.stringify(unpackedOf(entries, latin))) return;
  keep(archive, `umoci unpacks it otherwise: ${JSON.stringify(found)}`);
}

/** umoci refuses those, which git puts into its archives. */
function hasGlobalHeader(archive: Uint8Array): boolean {
  for (let at = 156; at < archive.byteLength; at += BLOCK) if (archive[at] === 'g'.charCodeAt(0)) return true;
  return false;
}

async function indexOf(archive: Uint8Array): Promise<readonly IndexEntry[] | undefined> {
  try {
    return (await readIndex(once(archive), NO_DIGEST, { createHasher: sha256Hasher })).entries;
  } catch (error) {
    if (error instanceof OciError) return undefined;
    throw error;
  }
}

function keep(archive: Uint8Array, fault: string): void {
  found++;
  if (found > 50) return;
  console.log(`${fault}: ${JSON.stringify(readByUs(archive)).slice(0, 300)}`);
  if (values.keep === undefined) return;
  mkdirSync(values.keep, { recursive: true });
  writeFileSync(join(values.keep, `${values.seed}-${found}.tar`), archive);
}
