/** What a command must not be able to do, in every driver. Some names are of flaws that other builders have had. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunMount } from '../../packages/sandbox/src/index.ts';
import { driverOf, type PromiseName } from '../../packages/sandbox/src/drivers.ts';
import { findProgram } from '../../packages/sandbox/src/session/programs.ts';
import { type Node, writeNodes } from '../../packages/sandbox/src/testing/busybox-root.ts';
import { NEVER, runAndCommit, runSpec } from '../../packages/sandbox/src/testing/rig.ts';
import { idsOf, openRig, USABLE } from '../../packages/sandbox/test/support/rig.ts';
import { syscallProgram } from './support/syscall-program.ts';

const MARKER = 'only on the host 4711';
let host: string;
beforeAll(() => {
  host = mkdtempSync(join(tmpdir(), 'strake-host-'));
  writeFileSync(join(host, 'marker'), MARKER, { mode: 0o644 });
});
afterAll(() => rmSync(host, { recursive: true, force: true }));

describe.each(USABLE)('RUN with %s cannot', (driver) => {
  const { promises } = driverOf(driver);
  /** For `test.each`: once where the driver promises it, else never. */
  const where = (name: PromiseName): readonly (readonly [])[] => (promises.has(name) ? [[]] : []);
  let rig: Awaited<ReturnType<typeof openRig>>;
  beforeAll(async () => {
    rig = await openRig(driver);
  });
  afterAll(() => rig?.[Symbol.asyncDispose]());

  const said = async (script: string, spec: Parameters<typeof runAndCommit>[2] = {}): Promise<string> => {
    const { stdout, stderr } = await runAndCommit(rig, script, spec);
    return stdout + stderr;
  };
  const layer = (nodes: Readonly<Record<string, Node>>) => writeNodes(rig.layers, nodes);
  const cache: Extract<RunMount, { type: 'cache' }> = {
    type: 'cache',
    target: '/c',
    id: `promises-${driver}`,
    sharing: 'shared',
    readonly: false,
    mode: 0o755,
    uid: 0,
    gid: 0,
  };

  test('work in a directory of the host through a descriptor (CVE-2024-21626)', async () => {
    for (let fd = 3; fd < 24; fd += 1) {
      const up = '../'.repeat(12);
      const script = `cat ${up}${host.slice(1)}/marker; ls ${up}${host.slice(1)}`;
      const text = await said(script, { cwd: `/proc/self/fd/${fd}` }).catch(String);
      expect(text).not.toContain(MARKER);
      expect(text).not.toMatch(/^marker$/m);
    }
  });

  test('read files of the host, by any name that processes have', async () => {
    const names = ['/proc/1/root', '/proc/self/root', '/proc/self/cwd', '/proc/thread-self/root', '/dev/fd/3'];
    const script = names.map((name) => `cat ${name}${host}/marker; ls ${name}/../..${host}`).join('; ');
    expect(await said(script)).not.toContain(MARKER);
  });

  test('write files of the host, by any name that processes have', async () => {
    const names = [
      '/proc/1/root',
      '/proc/self/root',
      '/proc/self/cwd',
      '/proc/1/cwd',
      '/proc/thread-self/root',
      '/dev/fd/3',
    ];
    const places = [...names.map((name) => `${name}${host}`), ...names.map((name) => `${name}/../../..${host}`)];
    await said(
      places.map((place) => `echo x >${place}/marker; echo x >${place}/written; rm ${place}/marker`).join('; '),
    );
    expect([readFileSync(join(host, 'marker'), 'utf8'), existsSync(join(host, 'written'))]).toEqual([MARKER, false]);
  });

  test("change the runtime's program (CVE-2019-5736)", async () => {
    const program = driverOf(driver).package === undefined ? process.execPath : (findProgram(driver) ?? '');
    const print = (): string =>
      createHash('sha256').update(readFileSync(program)).digest('hex') + statSync(program).mode;
    const before = print();
    const above = [await layer({ 'run.sh': { type: 'file', data: '#!/proc/self/exe\n', mode: 0o755 } })];
    await runAndCommit(rig, ['/run.sh', '--version'], { above }).catch(() => {});
    await said('for p in /proc/[0-9]*/exe /proc/self/exe; do echo x >>$p; chmod 777 $p; done');
    expect(print()).toBe(before);
  });

  test.each(where('host-files'))(
    'make the host run a program when a control group is empty (CVE-2022-0492)',
    async () => {
      const script =
        'mkdir /g; mount -t cgroup -o rdma x /g && echo MOUNTED; echo 1 >/sys/fs/cgroup/memory/notify_on_release && echo WRITTEN';
      expect(await said(script)).not.toMatch(/MOUNTED|WRITTEN/);
    },
  );

  const links: readonly [string, Readonly<Record<string, Node>>][] = [
    [
      '/dev/null',
      { dev: { type: 'directory' }, 'dev/null': { type: 'symlink', target: '/proc/sys/kernel/core_pattern' } },
    ],
    ['/dev/console', { dev: { type: 'directory' }, 'dev/console': { type: 'symlink', target: '/proc/sysrq-trigger' } }],
    ['/dev/pts', { dev: { type: 'directory' }, 'dev/pts': { type: 'symlink', target: '/../../../proc' } }],
    ['/dev/shm', { dev: { type: 'directory' }, 'dev/shm': { type: 'symlink', target: '/../../../tmp' } }],
  ];
  test.each(promises.has('mounts') ? links : [])(
    'turn mounts with a link at %s of its image (CVE-2025-31133, CVE-2025-52565)',
    async (_, nodes) => {
      const script =
        'cat /proc/keys /proc/timer_list; echo x >/proc/sys/kernel/core_pattern; echo x >/proc/sysrq-trigger; readlink /dev/null; stat -c %F /dev/pts';
      const before = readFileSync('/proc/sys/kernel/core_pattern', 'utf8');
      const { stdout } = await runAndCommit(rig, script, { above: [await layer(nodes)] });
      expect(stdout).toMatch(/directory\n$/);
      expect(stdout).not.toContain('/');
      expect(readFileSync('/proc/sys/kernel/core_pattern', 'utf8')).toBe(before);
    },
  );

  test('mount onto the host through links of its image (CVE-2021-30465)', async () => {
    const above = [await layer({ out: { type: 'symlink', target: '/../../../../../../../..' } })];
    const secret: RunMount = {
      type: 'file',
      target: `/out${host}/made`,
      data: Buffer.from('x'),
      mode: 0o444,
      uid: 0,
      gid: 0,
    };
    expect(await said(`cat ${host}/made`, { above, mounts: [secret] })).toBe('x');
    expect(existsSync(join(host, 'made'))).toBe(false);
  });

  test('remove files of the host when its mount points are cleared away (CVE-2024-23652)', async () => {
    // What the image has removed is made anew, in the upper directory, and can be moved.
    const above = [await layer({ full: { type: 'whiteout' } })];
    mkdirSync(join(host, 'empty/by'), { recursive: true });
    writeFileSync(join(host, 'target'), '');
    const before = statSync(host, { bigint: true }).mtimeNs;
    const file = (target: string): RunMount => ({
      type: 'file',
      target,
      data: Buffer.from('x'),
      mode: 0o444,
      uid: 0,
      gid: 0,
    });
    const mounts: RunMount[] = [file('/full/target'), { type: 'tmpfs', target: '/full/empty/by' }];
    const { stdout } = await runAndCommit(rig, `mv /full /moved && ln -s ${host} /full && echo swapped`, {
      above,
      mounts,
    });
    expect(stdout).toBe('swapped\n');
    expect([existsSync(join(host, 'target')), existsSync(join(host, 'empty/by'))]).toEqual([true, true]);
    expect(statSync(host, { bigint: true }).mtimeNs).toBe(before);
  });

  test.each(where('mounts'))(
    'show the host by swapping a part of a cache while it is mounted (CVE-2024-23651)',
    async () => {
      const stop = new AbortController();
      const flip = `mkdir -p /c/real; while :; do rm -rf /c/sub; ln -s ${host} /c/sub; rm /c/sub; ln -s real /c/sub; done`;
      const snapshot = await rig.session.snapshotter.prepare([rig.base], NEVER);
      const flipping = rig.session.sandbox.run(
        snapshot,
        runSpec(flip, { mounts: [cache] }),
        { output() {} },
        stop.signal,
      );
      flipping.catch(() => {});
      try {
        for (let round = 0; round < 15; round += 1) {
          const text = await said('cat /p/marker', { mounts: [{ ...cache, target: '/p', source: 'sub' }] }).catch(
            String,
          );
          expect(text).not.toContain(MARKER);
        }
      } finally {
        stop.abort();
        await flipping.catch(() => {});
        await snapshot[Symbol.asyncDispose]();
      }
    },
  );

  test.each(where('mounts'))('put options of mounts into names (CVE-2018-16359)', async () => {
    const odd = 'a,upperdir=x:lowerdir=y\\,workdir=z "w" \n%s';
    const above = [await layer({ [odd]: { type: 'directory' }, [`${odd}/file`]: 'fine' })];
    const bind: RunMount = { type: 'bind', target: '/b', layers: above, source: odd, writable: true };
    expect(await said('cat /b/file', { mounts: [bind] })).toBe('fine');
    const onto: RunMount = { type: 'tmpfs', target: `/${odd}/t` };
    expect(await said('grep -c "upperdir=x.*tmpfs" /proc/mounts', { mounts: [onto] })).toBe('1\n');
  });

  test.each(where('host-processes'))('see or signal processes of the host', async () => {
    // In a container the parent may be process 1, as the command is in its own namespace.
    const pids = [process.pid, process.ppid].filter((pid) => pid > 1);
    const script = `ls -d /proc/[0-9]* | wc -l; ${pids.map((pid) => `kill -0 ${pid} && echo REACHED`).join('; ')}; kill -9 -1; echo alive`;
    const text = await said(script);
    expect(Number(text.split('\n')[0])).toBeLessThan(5);
    expect(text).not.toContain('REACHED');
    expect(text).toContain('alive');
  });

  test.each(promises.has('users') && idsOf(driver) !== 'single' ? ['', 'www-data'] : [''])(
    'leave a process behind as %j',
    async (user) => {
      const name = `strake-left-behind-${driver}`;
      const stay = `trap "" TERM HUP INT; sleep 500; : ${name}`;
      await said(
        `(setsid sh -c '(setsid sh -c "${stay.replaceAll('"', '\\"')}" &) & sleep 500; : ${name}' >/dev/null 2>&1 &); sleep 0.2`,
        {
          user,
        },
      );
      expect(spawnSync('ps', ['axww', '-o', 'args'], { encoding: 'utf8' }).stdout).not.toContain(name);
    },
  );

  test('have a descriptor above 2', async () => {
    const numbers = Array.from({ length: 61 }, (_, i) => i + 3).join(' ');
    expect(await said(`for f in ${numbers}; do (eval ": <&$f") 2>/dev/null && echo open $f; done; true`)).toBe('');
  });

  test('have files of the host read or made through a link in the place of /etc', async () => {
    writeFileSync(join(host, 'passwd'), `${MARKER}:x:7:7::/${MARKER}:/bin/sh\n`);
    const above = [await layer({ etc: { type: 'symlink', target: `/../../../../../../..${host}` } })];
    expect(await said('cat /etc/hosts; echo $HOME', { above })).toMatch(/^127\.0\.0\.1.*localhost[^]*\n\/\n?$/);
    expect(existsSync(join(host, 'hosts'))).toBe(false);
    await expect(said('true', { above, user: MARKER })).rejects.toMatchObject({ code: 'RUN_USER_NOT_FOUND' });
  });

  /** Number of the call, its first arguments, and how it may end: EPERM (1), ENOSYS (38). */
  const CALLS: Readonly<Record<string, readonly [nr: number, args: readonly number[], errnos: readonly number[]]>> = {
    bpf: [321, [0, 0, 0], [1]],
    io_uring_setup: [425, [1, 0, 0], [1]],
    perf_event_open: [298, [0, 0, 0], [1]],
    userfaultfd: [323, [0, 0, 0], [1]],
    keyctl: [250, [0, 0, 0], [1]],
    mount: [165, [0, 0, 0], [1]],
    'unshare of a user namespace': [272, [0x10000000, 0, 0], [1]],
    'clone3 (CVE-2022-0185)': [435, [0, 0, 0], [38]],
    setns: [308, [0, 0, 0], [1]],
    open_by_handle_at: [304, [0, 0, 0], [1]],
    init_module: [175, [0, 0, 0], [1]],
    kexec_load: [246, [0, 0, 0], [1]],
    reboot: [169, [0, 0, 0], [1]],
    swapon: [167, [0, 0, 0], [1]],
    settimeofday: [164, [0, 0, 0], [1]],
    'a socket of vsock': [41, [40, 1, 0], [1]],
    'a socket of AF_ALG (CVE-2026-31431)': [41, [38, 5, 0], [1]],
    'clone of a user namespace': [56, [0x10000011, 0, 0], [1]],
    io_uring_enter: [426, [0, 0, 0], [1]],
    io_uring_register: [427, [0, 0, 0], [1]],
    add_key: [248, [0, 0, 0], [1]],
    request_key: [249, [0, 0, 0], [1]],
    open_tree: [428, [0, 0, 0], [1]],
    move_mount: [429, [0, 0, 0], [1]],
    fsopen: [430, [0, 0, 0], [1]],
    mount_setattr: [442, [0, 0, 0], [1]],
    pivot_root: [155, [0, 0, 0], [1]],
    umount2: [166, [0, 0, 0], [1]],
    pidfd_getfd: [438, [0, 0, 0], [1]],
    process_madvise: [440, [0, 0, 0], [1]],
    fanotify_init: [300, [0, 0, 0], [1]],
    quotactl: [179, [0, 0, 0], [1]],
    acct: [163, [0, 0, 0], [1]],
    iopl: [172, [0, 0, 0], [1]],
    syslog: [103, [0, 0, 0], [1]],
    sethostname: [170, [0, 0, 0], [1]],
    'personality without random addresses': [135, [0x40000, 0, 0], [1]],
  };

  test.each(where('system-calls'))('call what the profile forbids', async () => {
    if (process.arch !== 'x64') return;
    const entries = Object.entries(CALLS);
    const nodes = entries.map(([, [nr, args]], i) => [`call-${i}`, { data: syscallProgram(nr, args), mode: 0o755 }]);
    const above = [await layer(Object.fromEntries(nodes) as Record<string, Node>)];
    const { stdout } = await runAndCommit(rig, entries.map((_, i) => `/call-${i}; echo $?`).join('; '), { above });
    const ended = stdout.trim().split('\n').map(Number);
    const allowed = entries.filter(([, [, , errnos]], i) => !errnos.includes(ended[i] ?? -1));
    expect(allowed.map(([name], i) => `${name}: ${ended[i]}`)).toEqual([]);
  });
});
