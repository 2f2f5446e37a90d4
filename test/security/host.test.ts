import { copyFileSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { driverOf } from '../../packages/sandbox/src/drivers.ts';
import { openWorkshop, type Workshop } from '../e2e/support/strake.ts';

let shop: Workshop;
beforeAll(async () => {
  shop = await openWorkshop();
});
afterAll(() => shop[Symbol.dispose]());

const mode = (path: string): string => {
  const { mode, uid, gid } = statSync(path);
  return `${mode.toString(8)} ${uid}:${gid}`;
};

describe.each(['crun', 'runc', 'unshare', 'bwrap', 'single-uid'] as const)('RUN with %s', (driver) => {
  test("cannot change the host's device nodes", async () => {
    const before = mode('/dev/full');
    const dockerfile =
      'FROM busybox\nRUN echo x > /dev/null; head -c 3 /dev/zero | wc -c; chmod 600 /dev/full; chown 3:4 /dev/full; true\n' +
      (driverOf(driver).promises.has('users') ? 'USER 5:6\nRUN true\n' : '');
    const context = shop.context({ Dockerfile: dockerfile });
    const ran = await shop.strake([
      'build',
      ...shop.base,
      '--driver',
      driver,
      '--progress',
      'plain',
      '--no-cache',
      context,
    ]);
    expect(ran.stderr).toMatch(/^#\d+ \d+\.\d+ 3$/m);
    expect(ran.code).toBe(0);
    expect(mode('/dev/full')).toBe(before);
    expect(mode('/dev/null')).toMatch(/^20666 0:0$/);
  });

  test('has no terminal to read from or type into', async () => {
    const dockerfile = 'FROM busybox\nRUN (: < /dev/tty) 2>&1 || true\n';
    const context = shop.context({ Dockerfile: dockerfile });
    const node = join(import.meta.dirname, '../../node_modules/.bin/strake');
    const args = ['build', ...shop.base, '--driver', driver, '--progress', 'plain', '--no-cache', context];
    const env = { ...process.env, HOME: shop.directory, STRAKE_HOME: shop.home };
    // `script` gives the build a controlling terminal, as a user's shell does.
    const { stdout } = spawnSync('script', ['-qec', [node, ...args].join(' '), '/dev/null'], { env, encoding: 'utf8' });
    expect(stdout).toMatch(/\/dev\/tty: No such device or address/);
  });
});

test.each(['crun', 'runc', 'unshare', 'bwrap', 'single-uid', 'chroot'] as const)(
  'RUN with %s cannot have a descriptor that the builder was started with (CVE-2024-21626)',
  async (driver) => {
    const file = join(shop.directory, 'open-file');
    writeFileSync(file, 'text of the open file');
    const network = driverOf(driver).promises.has('networks') ? [] : ['--allow', 'network.host', '--network', 'host'];
    const dockerfile =
      'FROM busybox\nRUN for f in $(seq 3 255); do (eval "cat <&$f") 2>/dev/null && echo open $f; done; echo end\n';
    const args = ['build', ...shop.base, '--driver', driver, ...network, '--progress', 'plain', '--no-cache'];
    // Node itself closes those below 16 on exec, and further ones up to the first gap.
    const ran = await shop.strake([...args, shop.context({ Dockerfile: dockerfile })], {
      behind: ['bash', '-c', 'exec "$@" 9<"$0" 200<"$0"', file],
    });
    expect(ran.stderr).toMatch(/^#\d+ \d+\.\d+ end$/m);
    expect(ran.stderr).not.toMatch(/text of the open file|^#\d+ \d+\.\d+ open/m);
  },
);

test('unshare: the program that a command was made from cannot be changed (CVE-2019-5736)', async () => {
  const directory = join(shop.directory, 'node');
  mkdirSync(directory);
  const copy = join(directory, 'node');
  copyFileSync(process.execPath, copy);
  const before = mode(copy);
  const context = shop.context({
    Dockerfile:
      'FROM busybox\nCOPY --chmod=755 run.sh /run.sh\nRUN (cat /proc/self/mountinfo | grep -c node); /run.sh --version; chmod 4777 /proc/self/exe; true\n',
    'run.sh': '#!/proc/self/exe\n',
  });
  const cli = join(import.meta.dirname, '../../packages/strake/bin/strake.js');
  const env = { PATH: process.env['PATH'], HOME: shop.directory, STRAKE_HOME: shop.home };
  const args = [cli, 'build', ...shop.base, '--driver', 'unshare', '--progress', 'plain', context];
  expect(spawnSync(copy, args, { env, encoding: 'utf8' })).toMatchObject({ status: 0 });
  expect(mode(copy)).toBe(before);
});

test.each([
  ['1.0.0-rc6', ['CVE-2019-5736', 'CVE-2024-21626', 'CVE-2025-31133']],
  ['1.1.11', ['CVE-2024-21626', 'CVE-2025-52565', 'CVE-2025-52881']],
])('doctor names what runc %s is known to let out', async (version, ids) => {
  const directory = join(shop.directory, `runc-${version}`);
  mkdirSync(directory);
  const script = `#!/bin/sh\n[ "$1" = --version ] && exec echo "runc version ${version}"\nexec /usr/sbin/runc "$@"\n`;
  writeFileSync(join(directory, 'runc'), script, { mode: 0o755 });
  const { stdout } = await shop.strake(['doctor'], { env: { PATH: `${directory}:${process.env['PATH']}` } });
  const note = stdout.split('\n').find((line) => line.includes(`version ${version} has known escapes`));
  expect(ids.filter((id) => !note?.includes(id))).toEqual([]);
});

test.each([
  ['--network=host', 'network.host', 'test -n "$(ls /sys/class/net)"'],
  ['--security=insecure', 'security.insecure', 'test "$(sed -n s/^Seccomp:.//p /proc/self/status)" = 0'],
])('RUN %s has to be allowed, also to a base image (CVE-2024-23653)', async (flag, entitlement, proof) => {
  const base = shop.context({ Dockerfile: `FROM busybox\nONBUILD RUN ${flag} true\n` });
  const layout = join(shop.directory, `onbuild-${entitlement}`);
  await shop.strake(['build', ...shop.base, '-o', `type=oci,dest=${layout},tar=false`, base]);
  const above = shop.context({ Dockerfile: 'FROM onbuild\n' });
  const led = await shop.strake(['build', '--build-context', `onbuild=oci-layout://${layout}`, above]);
  expect(led).toMatchObject({ code: 2, stderr: expect.stringContaining(`${entitlement} is not allowed`) });
  const context = shop.context({ Dockerfile: `FROM busybox\nRUN ${flag} ${proof}\n` });
  const refused = await shop.strake(['build', ...shop.base, '--no-cache', context]);
  expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining(`${entitlement} is not allowed`) });
  const allowed = await shop.strake(['build', ...shop.base, '--no-cache', '--allow', entitlement, context]);
  expect(allowed).toMatchObject({ code: 0 });
});

test('escape codes of a Dockerfile never reach the terminal', async () => {
  const context = shop.context({ Dockerfile: 'FROM scratch\nCOPY a /\u001b]0;title\u0007x\u001b[2J\n', a: 'x' });
  for (const progress of ['plain', 'tty']) {
    const ran = await shop.strake(['build', '--progress', progress, context]);
    expect(ran.stderr).not.toContain('\u001b]0;title');
    expect(ran.stderr).not.toContain('\u001b[2J');
  }
});
