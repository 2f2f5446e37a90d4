/** What mounts and identities of a command must not lead to, in every driver that has them. Names are of flaws of others. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { RunMount } from '../../packages/sandbox/src/index.ts';
import { driverOf, type PromiseName } from '../../packages/sandbox/src/drivers.ts';
import { type Node, writeNodes } from '../../packages/sandbox/src/testing/busybox-root.ts';
import { NEVER, runAndCommit, runSpec } from '../../packages/sandbox/src/testing/rig.ts';
import { idsOf, openRig, USABLE } from '../../packages/sandbox/test/support/rig.ts';

const MARKER = 'only on the host 4712';
let host: string;
beforeEach(() => {
  host = mkdtempSync(join(tmpdir(), 'strake-host-'));
  writeFileSync(join(host, 'marker'), MARKER);
});
afterEach(() => {
  if (readFileSync(join(host, 'marker'), 'utf8') !== MARKER) throw new Error('a file of the host has changed');
  rmSync(host, { recursive: true, force: true });
});

const mountsOfHost = (): number => readFileSync('/proc/self/mountinfo', 'utf8').split('\n').length;

describe.each(USABLE)('RUN with %s cannot', (driver) => {
  const { promises } = driverOf(driver);
  const where = (...names: readonly PromiseName[]): readonly (readonly [])[] =>
    names.every((name) => promises.has(name)) ? [[]] : [];
  const cache = (id: string): Extract<RunMount, { type: 'cache' }> => ({
    ...{ type: 'cache', target: '/c', id: `${id}-${driver}`, sharing: 'shared', readonly: false },
    ...{ mode: 0o755, uid: 0, gid: 0 },
  });
  const file = (target: string): RunMount => ({
    ...{ type: 'file', target, data: Buffer.from('a secret'), mode: 0o400, uid: 0, gid: 0 },
  });
  let rig: Awaited<ReturnType<typeof openRig>>;
  beforeAll(async () => {
    process.env['STRAKE_TEST_OF_HOST'] = MARKER;
    rig = await openRig(driver);
  });
  afterAll(async () => {
    delete process.env['STRAKE_TEST_OF_HOST'];
    await rig?.[Symbol.asyncDispose]();
  });

  const said = async (script: string, spec: Parameters<typeof runAndCommit>[2] = {}): Promise<string> => {
    const { stdout, stderr } = await runAndCommit(rig, script, spec);
    return stdout + stderr;
  };
  const layer = (nodes: Readonly<Record<string, Node>>) => writeNodes(rig.layers, nodes);

  test.each(where('mounts'))(
    'mount for the host what it may mount: nothing propagates (CVE-2024-9407, CVE-2024-11218)',
    async () => {
      mkdirSync(join(host, 'empty'));
      const before = mountsOfHost();
      const volume: RunMount = { type: 'host', path: host, target: '/h', readonly: false };
      const script =
        'mount --make-rshared /h; mount --make-rshared /; mount -t tmpfs x /h/empty; echo x >/h/empty/seen';
      await said(`${script}; sleep 0.1`, { security: 'insecure', mounts: [volume] });
      expect(mountsOfHost()).toBe(before);
    },
  );

  test('have a file put through a link that a cache holds (CVE-2025-9566)', async () => {
    const mounts = [cache('link')];
    await said(`ln -s ${host}/marker /c/file; ln -s ${host}/made /c/new; ln -s ${host} /c/dir`, { mounts });
    for (const target of ['/c/file', '/c/new', '/c/dir/made']) {
      const text = await said(`cat ${target}`, { mounts: [...mounts, file(target)] }).catch(String);
      expect(text).not.toContain(MARKER);
    }
    expect(readdirSync(host)).toEqual(['marker']);
  });

  test.each(where('mounts'))('have mount points made on the host behind a link in /dev', async () => {
    const mounts = [cache('dev-link')];
    const ways = { a: host, b: `/oldroot${host}`, c: `../../../../../..${host}`, d: `../../../oldroot${host}` };
    await said(
      Object.entries(ways)
        .map(([name, to]) => `ln -s ${to} /c/${name}`)
        .join(';'),
      { mounts },
    );
    for (const way of Object.keys(ways)) {
      const behind = { type: 'tmpfs', target: `/dev/c/${way}/made` } as const;
      await said('true', { mounts: [{ ...cache('dev-link'), target: '/dev/c' }, behind] }).catch(() => {});
    }
    expect(readdirSync(host)).toEqual(['marker']);
  });

  test.each(where('mounts'))(
    'have mount points made on the host by swapping their parents (CVE-2024-45310, CVE-2025-52881)',
    async () => {
      const stop = new AbortController();
      const mounts = [cache('swap')];
      const flip = `mkdir -p /c/real; while :; do rm -rf /c/sub; ln -s ${host} /c/sub; rm /c/sub; mkdir /c/sub; done`;
      const snapshot = await rig.session.snapshotter.prepare([rig.base], NEVER);
      const flipping = rig.session.sandbox.run(snapshot, runSpec(flip, { mounts }), { output() {} }, stop.signal);
      flipping.catch(() => {});
      try {
        for (let round = 0; round < 10; round += 1) {
          const nested: RunMount[] = [{ type: 'tmpfs', target: '/c/sub/t' }, file('/c/sub/f')];
          await said('true', { mounts: [...mounts, ...nested] }).catch(() => {});
        }
      } finally {
        stop.abort();
        await flipping.catch(() => {});
        await snapshot[Symbol.asyncDispose]();
      }
      expect(readdirSync(host)).toEqual(['marker']);
    },
  );

  test.each([
    ['/dev', 'dev'],
    ['/proc', 'proc'],
    ['/sys', 'sys'],
  ])('have the host in the place of %s by a link of its image (CVE-2026-41579, CVE-2019-19921)', async (path, name) => {
    const above = [await layer({ [name]: { type: 'symlink', target: `/../../../../../../..${host}` } })];
    const text = await said(`ls ${path}/; cat ${path}/marker; echo x >${path}/made`, { above }).catch(String);
    expect(text).not.toContain(MARKER);
    expect(readdirSync(host)).toEqual(['marker']);
  });

  test.each(['etc/hosts', 'etc/resolv.conf'])(
    'have a file of the host in the place of its /%s (CVE-2024-9341)',
    async (name) => {
      const above = [await layer({ [name]: { type: 'symlink', target: `${host}/marker` } })];
      const text = await said(`cat /${name}; echo x >>/${name}; rm -f /${name}`, { above }).catch(String);
      expect(text).not.toContain(MARKER);
      expect(existsSync(join(host, 'marker'))).toBe(true);
    },
  );

  test('see the environment of the builder (CVE-2021-3602)', async () => {
    const text = await said('env; cat /proc/*/environ 2>/dev/null | tr "\\0" "\\n"; true');
    expect(text).toContain('PATH=');
    expect(text).not.toContain(MARKER);
  });

  // Where no program gains anything by being executed, bubblewrap hands capabilities down this way.
  test.each(where('system-calls', 'set-user-id'))(
    'inherit capabilities that a program could be given (CVE-2022-24769, CVE-2022-27651)',
    async () => {
      const status = "awk '/^Cap(Inh|Amb)/ { print $2 }' /proc/self/status";
      const none = '0000000000000000\n0000000000000000\n';
      expect(await said(status)).toBe(none);
      if (promises.has('users') && idsOf(driver) !== 'single') expect(await said(status, { user: '99' })).toBe(none);
    },
  );

  test.each(idsOf(driver) === 'single' ? [] : where('users'))(
    'keep groups of root or of the builder as another user (CVE-2023-25173)',
    async () => {
      expect(await said('id -G', { user: 'www-data' })).toBe('33 50\n');
      expect(await said('id -G', { user: '99:98' })).toBe('98\n');
    },
  );
});
