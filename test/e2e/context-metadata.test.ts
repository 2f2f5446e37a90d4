import { spawnSync } from 'node:child_process';
import { chmodSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openWorkshop, type Ran, type Workshop } from './support/strake.ts';

let workshop: Workshop;
beforeAll(async () => {
  workshop = await openWorkshop();
});
afterAll(() => workshop[Symbol.dispose]());

const DOCKERFILE = ['FROM scratch', 'COPY . /all/', 'COPY --chmod=600 run.sh /octal', 'COPY --chmod=g+w d /symbolic/'];
const MODES = ['d', 'd/file', 'run.sh', 'Dockerfile'] as const;

/** A checkout, with modes as a umask leaves them. */
function checkout(umask: number): string {
  const context = workshop.context({ Dockerfile: DOCKERFILE.join('\n'), 'd/file': 'text', 'run.sh': '#!/bin/sh\n' });
  for (const path of MODES)
    chmodSync(join(context, path), (path === 'd' || path === 'run.sh' ? 0o777 : 0o666) & ~umask);
  return context;
}

let outputs = 0;

/** The step that copies everything is said to be cached when it is. */
async function build(context: string, args: readonly string[]): Promise<Ran & { readonly dest: string }> {
  const dest = join(workshop.directory, `out-${++outputs}`);
  const ran = await workshop.strake(['build', '--progress=plain', ...args, '-o', dest, context]);
  expect(ran).toMatchObject({ code: 0 });
  return { ...ran, dest };
}

const modeOf = (path: string): string => (statSync(path).mode & 0o7777).toString(8);

test('with the metadata of git another umask is no cache miss', async () => {
  const git = ['--metadata', 'git'];
  expect((await build(checkout(0o022), git)).stderr).not.toContain('CACHED');
  for (const umask of [0o077, 0o002, 0]) {
    const { stderr } = await build(checkout(umask), git);
    expect(stderr.match(/CACHED/g)).toHaveLength(3);
  }
  expect((await build(checkout(0o077), [])).stderr).not.toContain('CACHED');
});

test('modes are those of git, before --chmod', async () => {
  const { dest } = await build(checkout(0o077), ['--metadata=git']);
  const paths = ['all', 'all/d', 'all/d/file', 'all/run.sh', 'octal', 'symbolic/file'];
  expect(paths.map((path) => `${path} ${modeOf(join(dest, path))}`)).toEqual([
    'all 755',
    'all/d 755',
    'all/d/file 644',
    'all/run.sh 755',
    'octal 600',
    'symbolic/file 664',
  ]);
});

test('an archive of a checkout is that checkout, whoever packed it', async () => {
  const context = checkout(0o007);
  spawnSync('chown', ['-R', '1000:1000', context]);
  const archive = join(workshop.directory, 'context.tar');
  spawnSync('tar', ['-C', context, '-cf', archive, '.']);
  const { stderr } = await build(archive, ['--metadata=git']);
  expect(stderr.match(/CACHED/g)).toHaveLength(3);
});

test('says what there is to choose from', async () => {
  const { code, stderr } = await workshop.strake(['build', '--metadata', 'gti', checkout(0)]);
  expect(code).toBe(2);
  expect(stderr).toContain('git');
});
