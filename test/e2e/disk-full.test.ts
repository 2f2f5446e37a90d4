import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openWorkshop, type Workshop } from './support/strake.ts';

let shop: Workshop;
beforeAll(async () => {
  shop = await openWorkshop();
});
afterAll(() => shop[Symbol.dispose]());

const BIN = join(import.meta.dirname, '../../node_modules/.bin/strake');
const isRoot = process.getuid?.() === 0;

interface Case {
  /** Arguments of the build, `SMALL` being a file system of 24 MB. */
  readonly args: readonly string[];
  readonly dockerfile?: string;
  /** Whether the store is on it. */
  readonly store?: true;
  readonly code: number;
  readonly said: string;
}

const CASES: Readonly<Record<string, Case>> = {
  'a layer': { args: [], store: true, code: 6, said: 'ENOSPC' },
  'an archive': { args: ['-o', 'type=oci,dest=SMALL/x'], code: 6, said: 'cannot write SMALL/x: the disk is full' },
  "Docker's archive": { args: ['-o', 'type=docker,dest=SMALL/x'], code: 6, said: 'cannot write SMALL/x: the disk' },
  'a layout': {
    args: ['-o', 'type=oci,dest=SMALL/x,tar=false'],
    code: 6,
    said: 'cannot write SMALL/x: the disk is full',
  },
  'files as a tar': { args: ['-o', 'type=tar,dest=SMALL/x'], code: 6, said: 'cannot write SMALL/x: the disk is full' },
  'files as a directory': {
    args: ['-o', 'SMALL/x'],
    code: 6,
    said: 'note: SMALL/x holds a part of the files\nerror: cannot write SMALL/x: the disk is full',
  },
  'the cache for others': { args: ['--cache-to', 'type=local,dest=SMALL/x'], code: 6, said: 'ENOSPC' },
  'the cache for others, where nothing can be made': {
    args: ['--cache-to', 'type=local,dest=/proc/nope'],
    code: 6,
    said: '/proc/nope',
  },
  'an image in the store': { args: ['-o', 'type=image,name=x'], store: true, code: 6, said: 'ENOSPC' },
  // In a namespace of an ordinary user there are no further ones to run commands in.
  ...(isRoot
    ? {
        'cache mounts': {
          args: ['--cache-mounts-to', 'SMALL/x'],
          dockerfile: 'FROM busybox\nCOPY big /\nRUN --mount=type=cache,target=/c cp /big /c/big\n',
          code: 6,
          said: 'cannot write SMALL/x: the disk is full',
        } as const,
        'what a RUN writes': {
          args: [],
          dockerfile: 'FROM busybox\nRUN echo started; dd if=/dev/zero of=/z bs=1M count=40; echo code $?; exit 9\n',
          store: true,
          code: 1,
          said: "error writing '/z': No space left on device",
        } as const,
      }
    : {}),
};

/** In a mount namespace of its own: nothing is left of the file system when it ends. */
function run(script: string, env: Readonly<Record<string, string>>): string {
  const args = [...(isRoot ? ['-m'] : ['-rm']), 'sh', '-c', script];
  const { stdout, stderr, error } = spawnSync('unshare', args, { encoding: 'utf8', env, timeout: 60_000 });
  if (error || stderr !== '') throw error ?? new Error(stderr);
  return stdout;
}

test.each(Object.keys(CASES))('no room for %s is said, and leaves room for the next build', (name) => {
  const { args, dockerfile = 'FROM scratch\nCOPY big /big\n', store, code, said } = CASES[name] as Case;
  const large = shop.context({ Dockerfile: dockerfile });
  writeFileSync(join(large, 'big'), randomBytes(30_000_000));
  const tiny = shop.context({ Dockerfile: 'FROM scratch\nCOPY a /\n', a: 'a' });
  const small = join(large, '..', `small-${name.replaceAll(/\W/g, '-')}`);
  mkdirSync(small);
  const placed = args.map((arg) => arg.replace('SMALL', small));
  const command = [BIN, 'build', '--progress=plain', ...shop.base, ...placed, large].map((arg) => `'${arg}'`).join(' ');
  const used = `df --output=used '${small}' | tail -1`;
  const script = `mount -t tmpfs -o size=24m tmpfs '${small}' && ${command} 2>&1; echo "code $?"
    find '${small}' -type f -size +4M; echo "kilobytes $(${used})"
    ${BIN} build -q -o '${small}/next' ${tiny} 2>&1; echo "next $?"; cat '${small}/next/a'`;
  const home = store ? join(small, 'home') : shop.home;
  const env = { PATH: process.env['PATH'] ?? '', HOME: shop.directory, STRAKE_HOME: home };
  const output = run(script, env);
  expect(output).toContain(said.replaceAll('SMALL', small));
  expect(output).toMatch(new RegExp(`\\ncode ${code}\\nkilobytes +\\d{1,4}\\n(?:sha256:\\w+\\n)?next 0\\na$`));
});

// In a namespace of an ordinary user there are no further ones to run commands in.
test.runIf(isRoot)('no room to unpack a layer for a RUN is the fault of no step', () => {
  const context = shop.context({ Dockerfile: 'FROM busybox\nCOPY big /big\nRUN true\n' });
  writeFileSync(join(context, 'big'), randomBytes(14_000_000));
  const small = join(context, '../small-tree');
  mkdirSync(small);
  const args = ['build', '--progress=plain', ...shop.base, context].map((arg) => `'${arg}'`).join(' ');
  const output = run(`mount -t tmpfs -o size=24m tmpfs '${small}' && ${BIN} ${args} 2>&1; echo "code $?"`, {
    PATH: process.env['PATH'] ?? '',
    HOME: shop.directory,
    STRAKE_HOME: join(small, 'home'),
  });
  expect(output).toMatch(/^error: cannot unpack layer sha256:\w{64}: no space left on device \(ENOSPC\)/m);
  expect(output).toMatch(/^hint: the disk is full: .* with STRAKE_HOME\ncode 6\n$/m);
});
