import { spawn } from 'node:child_process';
import {
  chmodSync,
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
import { afterAll, beforeAll, expect, test } from 'vitest';
import { concat, END, rawEntry } from '../../packages/oci/test/tar/raw-tar.ts';
import { writeBaseLayout } from './support/base-layout.ts';

const STRAKE = join(import.meta.dirname, '../../node_modules/.bin/strake');

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
  readonly umask: string;
  readonly env: Readonly<Record<string, string>>;
  /** Seconds since 1970: when all files were written; later than the date that is asked for, which what is older keeps. */
  readonly cloned: number;
  readonly order: (names: readonly string[]) => readonly string[];
}

const ONE: Machine = {
  clone: 'one',
  umask: '022',
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
  'with files written in another order': { order: (names) => names.toReversed() },
  'with files cloned at another time': { cloned: 1_650_000_000 },
};

let count = 0;

/** Digest of what a machine that has never built before makes of the files. */
async function builtBy(machine: Machine, compression: string): Promise<string> {
  const root = join(directory, String(++count));
  const context = join(root, machine.clone);
  for (const name of machine.order(Object.keys(FILES))) {
    const path = join(context, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, FILES[name] ?? '');
    chmodSync(path, 0o644);
  }
  symlinkSync('src/a.js', join(context, 'link'));
  for (const name of ['src', 'z', '']) chmodSync(join(context, name), 0o755);
  for (const name of [...Object.keys(FILES), 'src', 'z'])
    utimesSync(join(context, name), machine.cloned, machine.cloned);
  const dest = join(root, 'out');
  const args = [
    'build',
    ...['--build-context', `busybox=oci-layout://${join(directory, 'base')}`],
    ...['--build-arg', 'SOURCE_DATE_EPOCH=1600000000'],
    ...['-o', `type=oci,dest=${dest},tar=false,rewrite-timestamp=true,compression=${compression}`],
    context,
  ];
  const env = { PATH: process.env['PATH'], HOME: root, STRAKE_HOME: join(root, 'home'), ...machine.env };
  const child = spawn('sh', ['-c', 'umask "$0"; exec "$@"', machine.umask, STRAKE, ...args], { env });
  let said = '';
  child.stderr.on('data', (data) => (said += data));
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(said);
  const { manifests } = JSON.parse(readFileSync(join(dest, 'index.json'), 'utf8'));
  return manifests[0].digest;
}

const expected = new Map<string, Promise<string>>();

test.each(['gzip', 'zstd'].flatMap((compression) => Object.keys(OTHERS).map((name) => [compression, name] as const)))(
  'one image, to the bit, packed with %s: %s',
  async (compression, name) => {
    const first = expected.get(compression) ?? builtBy(ONE, compression);
    expected.set(compression, first);
    expect(await builtBy({ ...ONE, ...OTHERS[name] }, compression)).toBe(await first);
  },
  60_000,
);
