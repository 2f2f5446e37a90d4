import { spawnSync } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { constants, gzipSync, zstdCompressSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { END, rawEntry, rawHeader, rawPax } from '../../packages/oci/test/tar/raw-tar.ts';

const MB = 2 ** 20;
/** What an idle build takes is 130; twice a chunk for each of its stages, and what V8 has not collected yet, come to it. */
const CEILING = 260;

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'strake-bombs-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

let count = 0;

/** Adds an archive in a process of its own. */
async function add(parts: Iterable<Uint8Array>): Promise<{ readonly code: string; readonly megabytes: number }> {
  const place = join(directory, String(++count));
  mkdirSync(join(place, 'context'), { recursive: true });
  const archive = join(place, 'context/bomb');
  await pipeline(Readable.from(parts, { objectMode: false }), createWriteStream(archive));
  const script = join(import.meta.dirname, 'support/add-archive.ts');
  const { stdout, stderr } = spawnSync(process.execPath, [script, archive, join(place, 'home')], { encoding: 'utf8' });
  rmSync(place, { recursive: true, force: true });
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout);
}

function* repeated(part: Uint8Array, times: number, ...after: readonly Uint8Array[]): Generator<Uint8Array> {
  for (let i = 0; i < times; i += 1) yield part;
  yield* after;
}

/** Zeros: packed, they take a thousandth or less. */
const ZEROS = new Uint8Array(64 * MB);
const GIB = 2 ** 30;
const PACKERS: Readonly<Record<string, (data: Uint8Array) => Uint8Array>> = {
  gzip: (data) => gzipSync(data, { level: 1 }),
  zstd: (data) => zstdCompressSync(data, { params: { [constants.ZSTD_c_compressionLevel]: 1 } }),
};
/** Packed by programs, and slowly. */
const SLOW_PACKERS: typeof PACKERS = {
  bzip2: (data) => packedBy('bzip2', data),
  xz: (data) => packedBy('xz', data),
};

function packedBy(program: string, input: Uint8Array): Uint8Array {
  const { stdout, error } = spawnSync(program, ['-1'], { input, maxBuffer: ZEROS.byteLength });
  if (error) throw error;
  return stdout;
}

test.each([
  ...Object.entries(PACKERS).map(([name, pack]) => [1024, name, pack] as const),
  ...Object.entries(SLOW_PACKERS).map(([name, pack]) => [256, name, pack] as const),
])(
  'a file of %i MB that takes next to nothing as %s is unpacked in flat memory (CVE-2023-25153)',
  async (length, _, pack) => {
    const size = Uint8Array.from([0x80, 0, 0, 0, 0, 0, 0, 0, length / 16, 0, 0, 0]);
    function* parts(): Generator<Uint8Array> {
      yield pack(rawHeader({ name: 'zeros', size }));
      yield* repeated(pack(ZEROS), (length * MB) / ZEROS.byteLength, pack(END));
    }
    const { code, megabytes } = await add(parts());
    expect(code).toBe('built');
    expect(megabytes).toBeLessThan(CEILING);
  },
  120_000,
);

test.each(Object.entries(PACKERS))(
  '%s: more entries than a million are refused',
  async (_, pack) => {
    const thousand = pack(Buffer.concat(Array.from({ length: 1000 }, () => rawEntry({ name: 'same' }))));
    const { code } = await add(repeated(thousand, 1001, pack(END)));
    expect(code).toBe('LIMIT_EXCEEDED');
  },
  120_000,
);

test.each(Object.entries(PACKERS))(
  '%s: extended headers of more than 256 MiB together are refused, which took all memory',
  async (_, pack) => {
    const link = pack(Buffer.concat([rawPax({ linkpath: 'a'.repeat(1_000_000) }), rawEntry({ type: '2', link: 'a' })]));
    const { code } = await add(repeated(link, 270, pack(END)));
    expect(code).toBe('LIMIT_EXCEEDED');
  },
  120_000,
);

test.each<[what: string, parts: () => Iterable<Uint8Array>, code: string]>([
  ['a gigabyte of extended header', () => [rawHeader({ type: 'x', size: '10000000000\0' })], 'LIMIT_EXCEEDED'],
  ['a gigabyte of long name', () => [rawHeader({ type: 'L', size: GIB, magic: 'ustar  \0' })], 'LIMIT_EXCEEDED'],
  [
    'a path of 10^5 directories',
    () => [rawPax({ path: 'a/'.repeat(100_000) }), rawEntry({ type: '5' }), END],
    'PATH_UNSAFE',
  ],
  ['a file that is shorter than it says', () => [rawHeader({ name: 'f', size: GIB })], 'TAR_INVALID'],
  ['extended headers without end', () => repeated(rawPax({ comment: 'x' }), 100_000), 'TAR_INVALID'],
])(
  '%s is refused (CVE-2024-28863)',
  async (_, parts, code) => {
    const outcome = await add(parts());
    expect(outcome.code).toBe(code);
    expect(outcome.megabytes).toBeLessThan(CEILING);
  },
  60_000,
);
