import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '../../packages/oci/src/node.ts';
import { driverOf } from '../../packages/sandbox/src/drivers.ts';
import { openSandbox, type SandboxSession } from '../../packages/sandbox/src/index.ts';
import { runAndCommit, type SandboxRig, writeBusyboxRoot } from '../../packages/sandbox/src/testing.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

/** mknod in RUN is carried out by the sandbox, which has rights that the command has not. */
describe.each(['crun', 'runc', 'unshare', 'single-uid'] as const)('mknod with %s cannot', (driver) => {
  let directory: string;
  let session: SandboxSession;
  let rig: SandboxRig;
  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'strake-mknod-'));
    mkdirSync(join(directory, 'target'));
    const store = await openStore(join(directory, 'store'));
    const base = await writeBusyboxRoot(store.layers, readFileSync('/bin/busybox'));
    session = await openSandbox({ storeDir: join(directory, 'store'), driver });
    rig = { session, layers: store.layers, base };
  });
  afterAll(async () => {
    await session[Symbol.asyncDispose]();
    rmSync(directory, { recursive: true, force: true });
  });

  test('make a file of the host through links that are swapped meanwhile', async () => {
    const script = `cd /tmp; mkdir real; ln -s ${directory}/target evil; ln -s /proc/1/root${directory}/target far
      (while :; do ln -sfn ${directory}/target way; ln -sfn /tmp/real way; done) 2>/dev/null &
      i=0; while [ $i -lt 150 ]; do mknod way/n$i c 1 1; mknod /tmp/evil/e$i c 1 1; mknod far/f$i c 1 1; i=$((i+1)); done 2>/dev/null; kill $!`;
    await runAndCommit(rig, script);
    expect(readdirSync(join(directory, 'target'))).toEqual([]);
  });

  test('leave the root of a chroot', async () => {
    const script = `mkdir -p /jail/bin /jail/d; cp /bin/busybox /jail/bin; ln -s ../../../../tmp /jail/d/up
      chroot /jail /bin/busybox mknod /../../tmp/x c 1 1; chroot /jail /bin/busybox mknod /d/up/y c 1 1; ls /tmp`;
    expect((await runAndCommit(rig, script)).stdout).toBe('');
  });

  test('replace or change what is there', async () => {
    const script =
      'echo text >/f; ln -s /f /l; mkfifo /p; for n in /f /l /p /etc /etc/passwd; do mknod $n c 1 3; done 2>/dev/null; cat /l';
    const { stdout, layer } = await runAndCommit(rig, script);
    expect(stdout).toBe('text\n');
    expect(layer.filter((entry) => entry.includes('device'))).toEqual([]);
  });

  test('write to a read-only mount', async () => {
    const mounts = [{ type: 'host' as const, target: '/host', path: join(directory, 'target'), readonly: true }];
    const readonly = await runAndCommit(rig, 'mknod /host/x c 1 3', { mounts });
    expect(readonly).toMatchObject({ code: 1, stderr: expect.stringMatching(/Read-only/) });
  });

  if (driverOf(driver).promises.has('users'))
    test('write to a directory of another user', async () => {
      const stranger = await runAndCommit(rig, 'mknod /tmp/x c 1 3; mknod /x c 1 3', { user: '33' });
      expect(stranger).toMatchObject({ code: 1, layer: [] });
      expect(stranger.stderr.match(/not permitted/g)).toHaveLength(2);
    });

  test('change the node of the host', async () => {
    const before = statSync('/dev/null');
    const script = 'mknod /n c 1 3; echo data >/n; cat /n';
    const { committed } = await runAndCommit(rig, script);
    const again = 'chmod 600 /n; chown 33 /n; cat /n; mv /n /m; chmod 600 /m; chown 33 /m; cat /m; rm /m';
    const after = await runAndCommit(rig, again, { above: [committed] });
    expect(after).toMatchObject({ stdout: '', layer: ['n whiteout'] });
    const { mode, uid } = statSync('/dev/null');
    expect({ mode, uid }).toEqual({ mode: before.mode, uid: before.uid });
  });

  test('have a device of the host removed, where the sandbox removes those of the image', async () => {
    const { committed } = await runAndCommit(rig, 'mknod /n c 1 5');
    const names = ['null', 'zero', 'full', 'random', 'urandom', 'tty'];
    const script = `ln -s ../../../../../../dev /up; (while :; do ln -sfn /tmp /w; ln -sfn /up /w; done) 2>/dev/null &
      for i in $(seq 20); do for n in ${names.join(' ')}; do rm -f /w/$n /proc/1/root/dev/$n /dev/$n; mv /w/$n /tmp/; done; done
      kill $!; rm /n; echo done`;
    const { stdout } = await runAndCommit(rig, script, { above: [committed] });
    expect(stdout).toBe('done\n');
    expect(names.filter((name) => !statSync(`/dev/${name}`, { throwIfNoEntry: false })?.isCharacterDevice())).toEqual(
      [],
    );
  });

  test('have files of the host changed, where the sandbox changes devices of the image', async () => {
    const file = join(directory, 'target/kept');
    writeFileSync(file, 'text', { mode: 0o644 });
    const { committed } = await runAndCommit(rig, 'mkdir /d /e; mknod /d/n c 1 5; echo x >/e/plain');
    // The directory of the bound node is swapped for one in which a link of the same name leads out.
    const script = `ln -s ${file} /e/n; ln -s ${file} /link
      (while :; do mv /d /f; mv /e /d; mv /d /e; mv /f /d; done) 2>/dev/null &
      for i in $(seq 300); do chmod 777 /d/n; chown 0:0 /d/n; chmod 777 /e/n /link; done 2>/dev/null; kill $!; echo done`;
    expect((await runAndCommit(rig, script, { above: [committed] })).stdout).toBe('done\n');
    expect(statSync(file).mode & 0o777).toBe(0o644);
    rmSync(file);
  });

  test('fail when its caller is interrupted', async () => {
    const script =
      'for i in $(seq 60); do mknod /tmp/i$i c 1 3 & kill -STOP $!; kill -CONT $!; wait $! || echo failed; done';
    const { stdout, layer } = await runAndCommit(rig, script);
    expect({ stdout, made: layer.filter((entry) => entry.includes('device')).length }).toEqual({
      stdout: '',
      made: 60,
    });
  });

  test('be made to wait by a caller that is killed', async () => {
    const script =
      'for i in $(seq 40); do mknod /tmp/k$i c 1 3 & kill -9 $! 2>/dev/null; done; wait; mknod /last c 1 3';
    expect((await runAndCommit(rig, script)).code).toBe(0);
  });
});
