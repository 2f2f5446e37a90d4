import { expect, test } from 'vitest';
import type { RunMount } from '../runtime/sandbox.ts';
import { writeNodes } from './busybox-root.ts';
import type { PromiseName } from '../drivers.ts';
import { describeEntry, NEVER, runAndCommit, type SandboxRig, testIf } from './rig.ts';

type CacheMount = Extract<RunMount, { type: 'cache' }>;

const cache = (rest: Partial<CacheMount> = {}): CacheMount => ({
  type: 'cache',
  target: '/c',
  id: 'c',
  sharing: 'shared',
  readonly: false,
  mode: 0o755,
  uid: 0,
  gid: 0,
  ...rest,
});

const secret = (target: string, mode = 0o400): RunMount => ({
  type: 'file',
  target,
  data: Buffer.from('hidden'),
  mode,
  uid: 0,
  gid: 0,
});

/** What every sandbox does with mounts. */
export function mountContract(rig: () => SandboxRig, promises: ReadonlySet<PromiseName>): void {
  const mounted = testIf(promises.has('mounts'));

  mounted('bind: a read-only view of layers, whiteouts applied', async () => {
    const { base, layers } = rig();
    const top = await writeNodes(layers, {
      full: { type: 'directory' },
      'full/file': { type: 'whiteout' },
      'full/more': 'more',
    });
    const mounts: RunMount[] = [
      { type: 'bind', target: '/mnt/b', layers: [base, top], source: '/full', writable: false },
    ];
    const script = 'cd /mnt/b; ls; cat dir/deep more; touch x; mount | grep -c " /mnt/b .*[(]ro"';
    const { stdout, stderr, layer } = await runAndCommit(rig(), script, { mounts });
    expect({ stdout, layer }).toEqual({ stdout: 'dir\nmore\ndeepmore1\n', layer: [] });
    expect(stderr).toMatch(/Read-only file system/);
  });

  test('bind: what is written is discarded', async () => {
    const { base } = rig();
    const mounts: RunMount[] = [{ type: 'bind', target: '/b', layers: [base], source: 'full', writable: true }];
    const script = 'echo new >/b/x; rm -r /b/dir; ls /b';
    for (let round = 0; round < 2; round += 1) {
      const { stdout, layer } = await runAndCommit(rig(), script, { mounts });
      expect({ stdout, layer }).toEqual({ stdout: 'file\nx\n', layer: [] });
    }
  });

  test('bind: a file, through links that stay inside', async () => {
    const layer = await writeNodes(rig().layers, {
      'link-out': { type: 'symlink', target: '/../../inside' },
      inside: { type: 'directory' },
      'inside/file': 'found',
    });
    const mounts: RunMount[] = [
      { type: 'bind', target: '/deep/er/file', layers: [layer], source: '/link-out/file', writable: false },
    ];
    const outcome = await runAndCommit(rig(), 'cat /deep/er/file', { mounts });
    expect(outcome).toMatchObject({ stdout: 'found', layer: [] });
  });

  test.each(['/nope', '/../../etc/shadow', '/link/shadow'])('bind: source %s is not found', async (source) => {
    const layer = await writeNodes(rig().layers, { a: 'a', link: { type: 'symlink', target: '/etc' } });
    const mounts: RunMount[] = [{ type: 'bind', target: '/b', layers: [layer], source, writable: false }];
    await expect(runAndCommit(rig(), 'true', { mounts })).rejects.toMatchObject({ code: 'MOUNT_SOURCE_NOT_FOUND' });
  });

  test('cache: stays, and is in no layer', async () => {
    const first = await runAndCommit(rig(), 'ls /c; echo 1 >/c/x', { mounts: [cache()] });
    const second = await runAndCommit(rig(), 'cat /c/x; rm /c/x; stat -c %a:%u:%g /c', { mounts: [cache()] });
    expect([first.layer, first.stdout, second.stdout]).toEqual([[], '', '1\n755:0:0\n']);
  });

  test('cache: ids are no paths', async () => {
    const ids = ['../../escape', '/etc', 'a/b', '.', '', 'x'.repeat(5000)];
    for (const id of ids) {
      const { stdout } = await runAndCommit(rig(), 'ls /c; touch /c/was-here', { mounts: [cache({ id })] });
      expect(stdout).toBe('');
    }
  });

  test('cache: a new one is what its seed is, and is another one', async () => {
    const seed = await writeNodes(rig().layers, {
      seed: { type: 'directory', mode: 0o2750 },
      'seed/sub': { type: 'directory', mode: 0o711 },
      'seed/file': 'text',
    });
    const mounts = [cache({ id: 'seeded', seed: { layers: [seed], source: '/seed' } })];
    const { stdout } = await runAndCommit(rig(), 'stat -c %a /c /c/sub; cat /c/file', { mounts });
    expect(stdout).toBe('2750\n711\ntext');
    const other = await runAndCommit(rig(), 'ls /c', { mounts: [cache({ id: 'seeded' })] });
    expect(other.stdout).toBe('');
  });

  test('cache: with a mode of its own it starts empty', async () => {
    const { base } = rig();
    const mounts = [cache({ id: 'moded', mode: 0o700, seed: { layers: [base], source: '' } })];
    const { stdout } = await runAndCommit(rig(), 'stat -c %a /c; ls /c', { mounts });
    expect(stdout).toBe('700\n');
  });

  test.each([
    [0o700, '700'],
    [0o777, '777'],
    [0o1777, '777'],
    [0o6755, '755'],
    [0, '0'],
  ])('cache: of mode %i it has the permissions %s', async (mode, permissions) => {
    const { stdout } = await runAndCommit(rig(), 'stat -c %a /c', { mounts: [cache({ id: 'permissions', mode })] });
    expect(stdout).toBe(`${permissions}\n`);
  });

  mounted('cache: a part of it, through links that stay inside', async () => {
    const setUp =
      'mkdir -p /c/sub; echo in >/c/sub/file; ln -s sub /c/link; ln -s /../../sub /c/far; ln -s /etc /c/out';
    await runAndCommit(rig(), setUp, { mounts: [cache({ id: 'parts' })] });
    const cat = async (source: string, file: string): Promise<string> =>
      (await runAndCommit(rig(), `cat ${file}`, { mounts: [cache({ id: 'parts', source, readonly: true })] })).stdout;
    expect(await cat('sub', '/c/file')).toBe('in\n');
    expect(await cat('link', '/c/file')).toBe('in\n');
    expect(await cat('far', '/c/file')).toBe('in\n');
    expect(await cat('sub/file', '/c')).toBe('in\n');
    for (const source of ['none', 'out']) {
      await expect(cat(source, '/c')).rejects.toMatchObject({ code: 'MOUNT_SOURCE_NOT_FOUND' });
    }
  });

  mounted('tmpfs: read-only', async () => {
    const mounts: RunMount[] = [{ type: 'tmpfs', target: '/t', readonly: true }];
    const { code, stderr } = await runAndCommit(rig(), 'touch /t/x', { mounts });
    expect([code, stderr]).toEqual([1, expect.stringMatching(/Read-only/)]);
  });

  test('targets made only to mount onto leave no trace, whatever becomes of their parents', async () => {
    const mounts: RunMount[] = [{ type: 'tmpfs', target: '/made/by/mount' }];
    const script = 'chmod 700 /made /made/by; touch -d @5 /made; touch /made/by/mount/x';
    expect((await runAndCommit(rig(), script, { mounts })).layer).toEqual([]);
    const { layer } = await runAndCommit(rig(), 'touch /made/kept; chmod 700 /made/by', { mounts });
    expect(layer).toEqual(['made directory 755 0:0', 'made/kept file 644 0:0 0']);
  });

  mounted('cache: what was made in it to mount onto is as runc makes it', async () => {
    const around = cache({ id: 'around' });
    const mounts: RunMount[] = [
      around,
      cache({ id: 'inside', target: '/c/by/cache' }),
      secret('/c/s/file'),
      { type: 'tmpfs', target: '/c/t/mp' },
    ];
    await runAndCommit(rig(), 'true', { mounts });
    const { stdout } = await runAndCommit(rig(), 'cd /c && stat -c "%n %a" by by/cache s s/file t t/mp', {
      mounts: [around],
    });
    expect(stdout).toBe('by 755\nby/cache 755\ns 755\ns/file 644\nt 755\nt/mp 755\n');
  });

  mounted('cache: links in it lead no target out of it', async () => {
    const around = cache({ id: 'with-links' });
    await runAndCommit(rig(), 'cd /c && ln -s /tmp abs && ln -s ../../../../tmp up && ln -s /nowhere gone', {
      mounts: [around],
    });
    const targets = ['/c/abs/a', '/c/up/u'];
    const mounts: RunMount[] = [around, ...targets.map((target) => secret(target))];
    expect(await runAndCommit(rig(), 'cat /tmp/a /tmp/u; ls /c', { mounts })).toMatchObject({
      stdout: 'hiddenhiddenabs\ngone\nup\n',
    });
  });

  mounted('cache: read-only', async () => {
    const { code, stderr } = await runAndCommit(rig(), 'touch /c/x', { mounts: [cache({ readonly: true })] });
    expect([code, stderr]).toEqual([1, expect.stringMatching(/Read-only/)]);
  });

  mounted('cache: goes to another store and back', async () => {
    const { session, layers } = rig();
    const mount = cache({ id: 'travels', mode: 0o711 });
    await runAndCommit(rig(), 'echo 1 >/c/x; chmod 700 /c/x; ln -s x /c/l; mkdir /c/d', { mounts: [mount] });
    const exported = await session.caches.export(NEVER);
    const ours = exported.at(-1);
    const layer = ours && (await layers.get(ours.diffId));
    if (!ours || !layer) throw new Error('the cache was not exported');
    expect((await layer.index()).entries.map(describeEntry)).toEqual([
      'd directory 755 0:0',
      'l symlink 777 0:0 -> x',
      'x file 700 0:0 2',
    ]);
    expect(await session.caches.import(ours, layer, NEVER)).toBe(false);
    const elsewhere = { ...ours, key: '0123456789abcdef'.repeat(2) };
    expect(await session.caches.import(elsewhere, layer, NEVER)).toBe(true);
    const bad = session.caches.import({ ...ours, key: '../../escape' }, layer, NEVER);
    await expect(bad).rejects.toMatchObject({ code: 'MOUNT_FAILED' });
    const still = await runAndCommit(rig(), 'cat /c/l; stat -c %a /c', { mounts: [mount] });
    expect(still.stdout).toBe('1\n711\n');
  });

  test.each([
    ['locked', 'waits', ['1', '2']],
    ['private', 'gets another', ['1', '1']],
    ['shared', 'shares', ['1', '2']],
  ] as const)('cache: %s: who comes second %s', async (sharing, _, lines) => {
    const mounts = [cache({ id: `sharing-${sharing}`, sharing })];
    const step = (script: string): Promise<string> =>
      runAndCommit(rig(), script, { mounts }).then(({ stdout }) => stdout);
    const script = 'mkdir /c/first 2>/dev/null && echo 1 || echo 2; sleep 0.3';
    const outputs = await Promise.all([step(script), step(script)]);
    expect(outputs.map((text) => text.trim()).sort()).toEqual(lines);
  });

  mounted("tmpfs: empty, everybody's, of a size", async () => {
    const mounts: RunMount[] = [
      { type: 'tmpfs', target: '/t' },
      { type: 'tmpfs', target: '/full', size: 65536 },
    ];
    const script =
      'stat -c %a /t /full; ls /t /full; touch /t/x; dd if=/dev/zero of=/full/big bs=1k count=100 2>/dev/null; wc -c </full/big';
    const { stdout, layer } = await runAndCommit(rig(), script, { mounts });
    expect({ stdout, layer }).toEqual({ stdout: '1777\n755\n/full:\n\n/t:\n65536\n', layer: [] });
  });

  mounted('tmpfs: the mode of the directory that is there when it is mounted, and others in it 755', async () => {
    const above = [await writeNodes(rig().layers, { t: { type: 'directory', mode: 0o711 } })];
    const around = cache({ id: 'tmpfs-in-cache', target: '/c' });
    const tmpfs = (target: string): RunMount => ({ type: 'tmpfs', target });
    const look = 'stat -c "%n %a %u:%g" /t /t/in /c/t /c/l/; echo x >/t/in/it/x';
    await runAndCommit(rig(), 'mkdir -m 750 /c/t; ln -s ../t /c/l', { above, mounts: [around] });
    const mounts = [tmpfs('/c/t'), tmpfs('/t/in/it'), tmpfs('/t'), around];
    const { stdout, layer } = await runAndCommit(rig(), look, { above, mounts });
    expect({ stdout, layer }).toEqual({
      stdout: '/t 711 0:0\n/t/in 755 0:0\n/c/t 750 0:0\n/c/l/ 711 0:0\n',
      layer: [],
    });
  });

  mounted('a target that a link of a cache leads to leaves no trace', async () => {
    const around = cache({ id: 'link-to-root' });
    await runAndCommit(rig(), 'ln -s ../made /c/out', { mounts: [around] });
    for (const inner of [secret('/c/out/s'), { type: 'tmpfs', target: '/c/out/t' } as const]) {
      const mounts = [around, inner];
      expect(await runAndCommit(rig(), 'ls /made', { mounts })).toMatchObject({
        stdout: expect.stringMatching(/^[st]\n$/),
        layer: [],
      });
    }
  });

  mounted('file: only in memory, with its mode, hardened', async () => {
    const mounts = [secret('/run/secrets/s'), secret('/etc/passwd')];
    const script =
      "cat /run/secrets/s /etc/passwd; stat -c %a:%u /run/secrets/s; grep /secrets/ /proc/mounts | awk '{ print $3, $4 }'";
    const { stdout, layer } = await runAndCommit(rig(), script, { mounts });
    expect(stdout).toMatch(/^hiddenhidden400:0\ntmpfs ro,nosuid,nodev,noexec/);
    expect(layer).toEqual([]);
  });

  test('file: a script can be executed', async () => {
    const script: RunMount = {
      type: 'file',
      target: '/dev/pipes/s',
      data: Buffer.from('#!/bin/sh\necho ran $1\n'),
      mode: 0o755,
      uid: 0,
      gid: 0,
    };
    const outcome = await runAndCommit(rig(), ['/dev/pipes/s', 'it'], { mounts: [script] });
    expect(outcome).toMatchObject({ code: 0, stdout: 'ran it\n', layer: [] });
  });

  test('nested targets, in whatever order they are written', async () => {
    const { base } = rig();
    const mounts: RunMount[] = [
      secret('/m/in/secret'),
      cache({ target: '/m/in', id: 'nested' }),
      { type: 'bind', target: '/m/in/b', layers: [base], source: '/full', writable: false },
      { type: 'tmpfs', target: '/m' },
    ];
    const { stdout, layer } = await runAndCommit(rig(), 'ls /m /m/in; cat /m/in/secret /m/in/b/file', { mounts });
    expect({ stdout, layer }).toEqual({ stdout: '/m:\nin\n\n/m/in:\nb\nsecret\nhiddenfile', layer: [] });
  });

  test('targets follow links of the image, inside it', async () => {
    const above = [
      await writeNodes(rig().layers, {
        out: { type: 'symlink', target: '/../../../../../home' },
        dangling: { type: 'symlink', target: '/not/there' },
      }),
    ];
    const mounts: RunMount[] = [secret('/out/s'), { type: 'tmpfs', target: '/dangling' }];
    const { stdout, layer } = await runAndCommit(rig(), 'cat /home/s; ls -d /not/there; test -L /out && echo link', {
      above,
      mounts,
    });
    expect({ stdout, layer }).toEqual({ stdout: 'hidden/not/there\nlink\n', layer: [] });
  });

  test('targets that the image has removed leave no trace', async () => {
    const above = [
      await writeNodes(rig().layers, { full: { type: 'whiteout' }, etc: { type: 'directory' }, 'etc/hosts': 'x' }),
    ];
    const gone = [
      ...above,
      await writeNodes(rig().layers, { etc: { type: 'directory' }, 'etc/hosts': { type: 'whiteout' } }),
    ];
    const mounts: RunMount[] = [secret('/full/dir/s'), { type: 'tmpfs', target: '/full/t' }];
    const outcome = await runAndCommit(rig(), 'cat /full/dir/s; ls /full', { above: gone, mounts });
    expect(outcome).toMatchObject({ stdout: 'hiddendir\nt\n', layer: [] });
  });

  test('what a command puts beside a target stays', async () => {
    const { layer } = await runAndCommit(rig(), 'touch /made/kept', { mounts: [secret('/made/s')] });
    expect(layer).toEqual(['made directory 755 0:0', 'made/kept file 644 0:0 0']);
  });

  test.each([
    ['a file onto a directory', [secret('/etc')], 'cannot mount a file onto /etc: there is a directory'],
    ['a tmpfs onto a file', [{ type: 'tmpfs', target: '/etc/passwd' }], 'a tmpfs onto /etc/passwd: there is a file'],
    ['a cache onto a file', [cache({ target: '/etc/passwd' })], 'the cache c onto /etc/passwd: there is a file'],
    ['below a file', [secret('/etc/passwd/x')], 'a file onto /etc/passwd/x: /etc/passwd is no directory'],
    ['below a mounted file', [secret('/s'), secret('/s/x')], 'a file onto /s/x: /s is no directory'],
    ['onto a loop', [secret('/loop')], 'a file onto /loop: too many links at /loop'],
    ['in /proc, by a link', [{ type: 'tmpfs', target: '/p/sys' }], "a tmpfs onto /p/sys: /proc/sys is the kernel's"],
    ['onto the root, by a link', [{ type: 'tmpfs', target: '/r' }], 'a tmpfs onto /r: it is the root'],
    ['onto /dev', [cache({ target: '/dev' })], 'the cache c onto /dev: commands have a /dev of their own'],
    ['onto /dev, by a link', [cache({ target: '/d' })], 'the cache c onto /d: commands have a /dev of their own'],
  ] as readonly (readonly [string, readonly RunMount[], string])[])(
    'an impossible one is refused by its names: %s',
    async (_, mounts, message) => {
      const links = { loop: 'loop', p: '/proc', r: '/', d: 'dev' };
      const nodes = Object.entries(links).map(([name, target]) => [name, { type: 'symlink', target }] as const);
      const above = [await writeNodes(rig().layers, Object.fromEntries(nodes))];
      const run = runAndCommit(rig(), 'true', { above, mounts });
      await expect(run).rejects.toMatchObject({
        code: 'MOUNT_TARGET_INVALID',
        message: expect.stringContaining(message),
      });
    },
  );

  test('bind: a directory onto a file is refused by its names', async () => {
    const { base } = rig();
    const mounts: RunMount[] = [
      { type: 'bind', target: '/etc/passwd', layers: [base], source: 'full', writable: false },
    ];
    await expect(runAndCommit(rig(), 'true', { mounts })).rejects.toMatchObject({
      message: 'cannot mount /full onto /etc/passwd: there is a file',
    });
  });

  test.each([
    ['two secrets', [secret('/m/s', 0o444), secret('/m/s')], 'cat /m/s; stat -c %a /m/s', 'hidden400\n'],
    ['a file after a directory', [cache({ target: '/m' }), secret('/m')], 'cat /m', 'hidden'],
  ] as readonly (readonly [string, readonly RunMount[], string, string])[])(
    'of those onto one target there is the last: %s',
    async (_, mounts, script, stdout) => {
      expect(await runAndCommit(rig(), script, { mounts })).toMatchObject({ code: 0, stdout, layer: [] });
    },
  );

  mounted('one onto /dev/shm or /dev/mqueue is in its place', async () => {
    const mounts = [cache({ target: '/dev/shm' }), secret('/dev/mqueue')];
    const script = 'awk \'$2 ~ "^/dev/(shm|mqueue)" { n++ } END { print n }\' /proc/mounts; cat /dev/mqueue';
    expect(await runAndCommit(rig(), script, { mounts })).toMatchObject({ stdout: '2\nhidden', layer: [] });
  });

  test('a tmpfs onto /dev has the devices, and leaves nothing', async () => {
    const mounts: RunMount[] = [{ type: 'tmpfs', target: '/dev' }];
    const script = 'echo >/dev/null && test -d /dev/shm && touch /dev/new && echo there';
    expect(await runAndCommit(rig(), script, { mounts })).toMatchObject({ code: 0, stdout: 'there\n', layer: [] });
  });

  test.each(['/', '//', '/a/..', '/proc', '/proc/sys/kernel'])('the target %s is refused', async (target) => {
    const run = runAndCommit(rig(), 'true', { mounts: [{ type: 'tmpfs', target }] });
    await expect(run).rejects.toMatchObject({ code: 'MOUNT_TARGET_INVALID' });
  });

  mounted('a working directory that the kernel lets nobody make in /proc ends the command', async () => {
    await expect(runAndCommit(rig(), 'true', { cwd: '/proc/none/below' })).rejects.toMatchObject({
      code: expect.stringMatching(/^(RUN_FAILED|DRIVER_LIMIT)$/),
    });
  });

  test('socket: is there, with a mode of its own', async () => {
    const mounts: RunMount[] = [
      { type: 'socket', target: '/run/agent', path: '/nowhere', mode: 0o600, uid: 0, gid: 0 },
    ];
    const { stdout, layer } = await runAndCommit(rig(), 'stat -c "%F %a" /run/agent', { mounts });
    expect({ stdout, layer }).toEqual({ stdout: 'socket 600\n', layer: [] });
  });
}
