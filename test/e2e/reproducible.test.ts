import { spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { concat, END, rawEntry } from '../../packages/oci/test/tar/raw-tar.ts';
import { writeBaseLayout } from './support/base-layout.ts';

const ROOT = join(import.meta.dirname, '../..');
const STRAKE = join(ROOT, 'node_modules/.bin/strake');
/** The oldest Node that is promised to do, where it is installed. */
const OLD_NODE = join(ROOT, 'test/floor/node_modules/.bin/node');
/** A file system of another kind than that of temporary files, with another order of names. */
const OTHER_DISK = '/dev/shm';

let directory: string;
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'strake-same-'));
  await writeBaseLayout(join(directory, 'base'), join(directory, 'base-home'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const FILES: Readonly<Record<string, string | Uint8Array>> = {
  Dockerfile: [
    'FROM busybox',
    'WORKDIR /made/here',
    'COPY --chown=daemon . /app/',
    'COPY --link src/*.js /linked/',
    'ADD a.tar /in/',
    'COPY <<EOF /etc/greeting',
    'hello',
    'EOF',
    'RUN mkdir -p /run1/z /run1/a && echo x > /run1/z/f && ln /run1/z/f /run1/a/g && rm /etc/group',
    'COPY --from=busybox /bin/busybox /copied',
  ].join('\n'),
  'src/b.js': 'b',
  'src/a.js': 'a',
  'src/\u00e9.js': 'e',
  'src/B.js': 'B',
  'z/large': Buffer.alloc(3_000_000, 'strake'),
  'a.tar': concat(rawEntry({ name: 'x', mtime: '14000000000\0' }, 'x'), rawEntry({ name: 'd/', type: '5' }), END),
};

interface Machine {
  readonly clone: string;
  /** Where clones lie. Default: with temporary files. */
  readonly disk?: string;
  readonly umask: string;
  /** Whether files have the modes that the umask leaves them; the build then asks for those of git. */
  readonly ownModes?: true;
  /** What runs the build. */
  readonly program: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Seconds since 1970: when all files were written; later than the date that is asked for, which what is older keeps. */
  readonly cloned: number;
  readonly order: (names: readonly string[]) => readonly string[];
}

const ONE: Machine = {
  clone: 'one',
  umask: '022',
  program: [STRAKE],
  env: { TZ: 'UTC', LC_ALL: 'C', UV_THREADPOOL_SIZE: '1' },
  cloned: 1_700_000_000,
  order: (names) => names,
};
const OTHERS: Readonly<Record<string, Partial<Machine>>> = {
  'at another path': { clone: 'another/place with a blank' },
  'with another umask': { umask: '077' },
  'in another time zone': { env: { ...ONE.env, TZ: 'Pacific/Apia' } },
  'in another language': { env: { ...ONE.env, LC_ALL: 'tr_TR.UTF-8', LANG: 'tr_TR.UTF-8' } },
  'with more threads': { env: { ...ONE.env, UV_THREADPOOL_SIZE: '16' } },
  'with one core': { program: ['taskset', '-c', '0', STRAKE] },
  ...(existsSync(OLD_NODE)
    ? { 'with another Node': { program: [OLD_NODE, join(ROOT, 'packages/strake/bin/strake.js')] } }
    : {}),
  ...(existsSync(OTHER_DISK) ? { 'on another file system': { disk: OTHER_DISK } } : {}),
  'with the modes of another umask, which git does not keep': { umask: '077', ownModes: true },
  'with files written in another order': { order: (names) => names.toReversed() },
  'with files cloned at another time': { cloned: 1_650_000_000 },
  'on another machine altogether': {
    clone: 'elsewhere/\u00e9',
    ...(existsSync(OTHER_DISK) ? { disk: OTHER_DISK } : {}),
    ...(existsSync(OLD_NODE) ? { program: [OLD_NODE, join(ROOT, 'packages/strake/bin/strake.js')] } : {}),
    umask: '077',
    ownModes: true,
    env: { TZ: 'Asia/Kathmandu', LC_ALL: 'de_DE.ISO-8859-1', UV_THREADPOOL_SIZE: '7' },
    cloned: 1_750_000_000,
    order: (names) => names.toReversed(),
  },
};

let count = 0;

/** Digest of what a machine that has never built before makes of the files. */
async function builtBy(machine: Machine, compression: string): Promise<string> {
  const root = mkdtempSync(join(machine.disk ?? directory, `machine-${++count}-`));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const context = join(root, machine.clone);
  const mask = machine.ownModes ? Number.parseInt(machine.umask, 8) : 0o022;
  for (const name of machine.order(Object.keys(FILES))) {
    const path = join(context, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, FILES[name] ?? '');
    chmodSync(path, 0o666 & ~mask);
  }
  symlinkSync('src/a.js', join(context, 'link'));
  for (const name of ['src', 'z', '']) chmodSync(join(context, name), 0o777 & ~mask);
  for (const name of [...Object.keys(FILES), 'src', 'z'])
    utimesSync(join(context, name), machine.cloned, machine.cloned);
  const dest = join(root, 'out');
  const args = [
    'build',
    ...['--build-context', `busybox=oci-layout://${join(directory, 'base')}`],
    ...(machine.ownModes ? ['--metadata', 'git'] : []),
    ...['--build-arg', 'SOURCE_DATE_EPOCH=1600000000'],
    ...['-o', `type=oci,dest=${dest},tar=false,rewrite-timestamp=true,compression=${compression}`],
    context,
  ];
  const env = { PATH: process.env['PATH'], HOME: root, STRAKE_HOME: join(root, 'home'), ...machine.env };
  const child = spawn('sh', ['-c', 'umask "$0"; exec "$@"', machine.umask, ...machine.program, ...args], { env });
  let said = '';
  child.stderr.on('data', (data) => (said += data));
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(said);
  const { manifests } = JSON.parse(readFileSync(join(dest, 'index.json'), 'utf8'));
  return manifests[0].digest;
}

const expected = new Map<string, Promise<string>>();

test.each(
  ['gzip', 'zstd', 'uncompressed'].flatMap((compression) =>
    Object.keys(OTHERS).map((name) => [compression, name] as const),
  ),
)(
  'one image, to the bit, packed with %s: %s',
  async (compression, name) => {
    const first = expected.get(compression) ?? builtBy(ONE, compression);
    expected.set(compression, first);
    expect(await builtBy({ ...ONE, ...OTHERS[name] }, compression)).toBe(await first);
  },
  60_000,
);
