/**
 * `pnpm bench bombs [GIB] [ONLY]`: archives that hold one file of zeros (default 10 GiB) and take next to nothing, in every
 * compression and wherever they come in; and a million entries. ONLY is an expression for lines of the table. Time and the largest process, of builds that succeed and of
 * those that meet a limit alike. Takes as much space on the disk as the largest of them.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { constants, gzipSync, zstdCompressSync } from 'node:zlib';
import { END, rawEntry, rawHeader } from '../../packages/oci/test/tar/raw-tar.ts';

const STRAKE = join(import.meta.dirname, '../../node_modules/.bin/strake');
const TIME = '/usr/bin/time';
const MIB = 2 ** 20;
/** Of zeros, packed once and written again and again: all these formats may be put one behind the other. */
const PIECE = new Uint8Array(64 * MIB);

type Pack = (data: Uint8Array) => Uint8Array;
const PACKERS: Readonly<Record<string, Pack>> = {
  gzip: (data) => gzipSync(data, { level: 9 }),
  zstd: (data) => zstdCompressSync(data, { params: { [constants.ZSTD_c_compressionLevel]: 3 } }),
  bzip2: (data) => packedBy('bzip2', data),
  xz: (data) => packedBy('xz', data),
};

function packedBy(program: string, input: Uint8Array): Uint8Array {
  const { stdout, error } = spawnSync(program, ['-6'], { input, maxBuffer: PIECE.byteLength });
  if (error) throw error;
  return stdout;
}

/** Where an archive comes in: the arguments of a build. */
const WAYS: Readonly<Record<string, (place: string, file: string, name: string) => readonly string[] | undefined>> = {
  ADD: (place, _, name) => {
    writeFileSync(join(place, 'Dockerfile'), `FROM scratch\nADD ${name} /\n`);
    return [place];
  },
  'build context': (_, file) => ['-f', '-', file],
  'base layer': (place, file, name) => {
    writeFileSync(join(place, 'Dockerfile'), 'FROM base\nCOPY Dockerfile /\n');
    const layout = layoutOf(place, file, name);
    return layout === undefined ? undefined : ['--build-context', `base=oci-layout://${layout}`, place];
  },
};

export async function run(args: readonly string[]): Promise<void> {
  const gib = Number(args[0] ?? 10);
  const only = new RegExp(args[1] ?? '');
  console.log('| archive | as | packed MB | s | largest process, MB | |\n|---|---|--:|--:|--:|---|');
  for (const [name, pack] of Object.entries(PACKERS)) {
    measureAll(`${gib} GiB of zeros, ${name}`, name, only, (file) => writeZeros(file, pack, gib));
    measureAll(`1,000,001 entries, ${name}`, name, only, (file) => writeEntries(file, pack));
  }
}

function measureAll(what: string, name: string, only: RegExp, write: (file: string) => void): void {
  for (const [way, prepare] of Object.entries(WAYS)) {
    if (!only.test(`${what} | ${way}`)) continue;
    const scratch = mkdtempSync(join(tmpdir(), 'strake-bench-bombs-'));
    try {
      const place = join(scratch, 'context');
      mkdirSync(place);
      const file = join(place, name);
      write(file);
      const build = prepare(place, file, name);
      if (build)
        console.log(
          `| ${[what, way, (statSync(file).size / MIB).toFixed(1), ...measure(scratch, build)].join(' | ')} |`,
        );
    } finally {
      rmSync(scratch, { recursive: true, force: true });
    }
  }
}

function measure(scratch: string, build: readonly string[]): readonly (string | number)[] {
  const env = { ...process.env, STRAKE_HOME: join(scratch, 'home') };
  const start = performance.now();
  const { status, stderr } = spawnSync(TIME, ['-f', '%M', STRAKE, 'build', '-q', ...build], {
    env,
    encoding: 'utf8',
    input: 'FROM scratch\nCOPY . /\n',
  });
  const seconds = (performance.now() - start) / 1000;
  const lines = stderr.trim().split('\n');
  const said = lines.find((line) => line.startsWith('error: ')) ?? '';
  return [seconds.toFixed(1), Math.round(Number(lines.at(-1)) / 1024), status === 0 ? 'built' : said.slice(0, 120)];
}

function writeZeros(file: string, pack: Pack, gib: number): void {
  const size = Buffer.alloc(12);
  size[0] = 0x80;
  size.writeBigUInt64BE(BigInt(gib * 2 ** 30), 4);
  const piece = pack(PIECE);
  writeParts(file, [pack(rawHeader({ name: 'zeros', size })), ...Array(gib * 16).fill(piece), pack(END)]);
}

function writeEntries(file: string, pack: Pack): void {
  const thousand = pack(Buffer.concat(Array.from({ length: 1000 }, (_, i) => rawEntry({ name: `f${i}` }))));
  writeParts(file, [...Array(1000).fill(thousand), pack(Buffer.concat([rawEntry({ name: 'one' }), END]))]);
}

function writeParts(file: string, parts: readonly Uint8Array[]): void {
  const fd = openSync(file, 'w');
  for (const part of parts) writeSync(fd, part);
  closeSync(fd);
}

/** A layout of one image with this layer. */
function layoutOf(place: string, file: string, compression: string): string | undefined {
  if (compression !== 'gzip' && compression !== 'zstd') return undefined;
  const layout = join(place, '../layout');
  mkdirSync(join(layout, 'blobs/sha256'), { recursive: true });
  const blob = (data: Uint8Array): { readonly digest: string; readonly size: number } => {
    const hex = createHash('sha256').update(data).digest('hex');
    writeFileSync(join(layout, 'blobs/sha256', hex), data);
    return { digest: `sha256:${hex}`, size: data.byteLength };
  };
  const json = (value: unknown): Uint8Array => Buffer.from(JSON.stringify(value));
  const { stdout } = spawnSync('sh', ['-c', `${compression} -dc < "$0" | sha256sum`, file], { encoding: 'utf8' });
  const rootfs = { type: 'layers', diff_ids: [`sha256:${stdout.slice(0, 64)}`] };
  const config = blob(json({ architecture: 'amd64', os: 'linux', config: {}, rootfs }));
  const layer = blob(readFileSync(file));
  const type = 'application/vnd.oci.image';
  const manifest = blob(
    json({
      schemaVersion: 2,
      config: { mediaType: `${type}.config.v1+json`, ...config },
      layers: [{ mediaType: `${type}.layer.v1.tar+${compression}`, ...layer }],
    }),
  );
  const manifests = [{ mediaType: `${type}.manifest.v1+json`, ...manifest }];
  writeFileSync(join(layout, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}');
  writeFileSync(join(layout, 'index.json'), json({ schemaVersion: 2, manifests }));
  return layout;
}
