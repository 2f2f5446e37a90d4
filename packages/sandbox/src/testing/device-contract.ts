import { statSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { RunMount } from '../runtime/sandbox.ts';
import { boundDeviceContract, ownerTests } from './bound-device-contract.ts';
import { writeNodes } from './busybox-root.ts';
import { runAndCommit, type SandboxRig } from './rig.ts';

const DEVICES = {
  disk: { type: 'block-device', major: 7, minor: 1, mode: 0o666 },
  full: { type: 'directory' },
  'full/file': { type: 'character-device', major: 1, minor: 5, mode: 0o666 },
  mem: { type: 'character-device', major: 1, minor: 1, mode: 0o640 },
} as const;

/** Relative paths, links and errors on the way. */
const MAKE_DEVICES = `mkdir -m 755 -p /jail/dev && cd /jail && ln -s /../../jail/dev /out
mknod -m 620 dev/null c 1 3 && mknod /out/sda b 8 1048575
mknod dev/../dev/null c 1 5 2>&1 | sed 's/.*: //'; mknod no/x c 1 5 2>&1 | sed 's/.*: //'; mknod dev/sda/x c 1 5 2>&1 | sed 's/.*: //'
mknod /proc/x c 1 5 2>&1 | sed 's/.*: //'; rm /out`;

/** What becomes of devices. `works`: see the promise `mknod`; `users`: the promise. */
export function deviceContract(rig: () => SandboxRig, works: boolean, users: boolean): void {
  if (works) {
    mknodTests(rig);
    boundDeviceContract(rig);
  }
  if (works && users) ownerTests(rig);

  test('what becomes of the devices of an image is in the layer', async () => {
    const above = [await writeNodes(rig().layers, DEVICES)];
    const { layer } = await runAndCommit(rig(), 'rm /disk; chmod 600 /mem; mv /mem /m2; ln /m2 /m3', { above });
    expect(layer).toEqual([
      'disk whiteout',
      'm2 character-device 600 0:0 1:1',
      'm3 character-device 600 0:0 1:1',
      'mem whiteout',
    ]);
  });

  test('devices below mounts of the command stay hidden', async () => {
    const above = [await writeNodes(rig().layers, DEVICES)];
    const mounts: readonly RunMount[] = [{ type: 'tmpfs', target: '/full' }];
    const { stdout, layer } = await runAndCommit(rig(), 'ls /full | wc -l', { above, mounts });
    expect({ stdout, layer }).toEqual({ stdout: '0\n', layer: [] });
  });
}

function mknodTests(rig: () => SandboxRig): void {
  test('harmless devices of an image work; in the place of others are empty files', async () => {
    const above = [await writeNodes(rig().layers, DEVICES)];
    const script = 'head -c 3 /full/file | wc -c; cat /disk /mem | wc -c; stat -c %a /mem';
    const { stdout, layer } = await runAndCommit(rig(), script, { above });
    expect({ stdout, layer }).toEqual({ stdout: '3\n0\n640\n', layer: [] });
  });

  test('a command makes devices', async () => {
    const made = await runAndCommit(rig(), MAKE_DEVICES);
    const complaints = ['File exists', 'No such file or directory', 'Not a directory', 'No such file or directory'];
    expect(made).toMatchObject({ code: 0, stdout: `${complaints.join('\n')}\n` });
    expect(made.layer).toEqual([
      'jail directory 755 0:0',
      'jail/dev directory 755 0:0',
      'jail/dev/null character-device 620 0:0 1:3',
      'jail/dev/sda block-device 644 0:0 8:1048575',
    ]);
    const script = 'cd /jail/dev; echo x >null; cat null; touch -d @0 null; mknod sda b 8 1';
    const used = await runAndCommit(rig(), script, { above: [made.committed] });
    expect(used).toMatchObject({ code: 1, stdout: '', layer: [] });
    expect(used.stderr.match(/Read-only file system|File exists/g)).toEqual(['Read-only file system', 'File exists']);
  });

  test('names that are no UTF-8, and ways through links to what the caller has open, take devices too', async () => {
    const script = `mkdir -m 755 /m && cd /m && exec 5</m && mknod "$(printf 'a\\377')" c 1 3 && mkdir "$(printf '\\376')" &&
      cd "$(printf '\\376')" && mknod here c 1 5 && mknod /proc/self/cwd/cwd c 1 5 && mknod /proc/self/fd/5/fd c 1 7`;
    const { stderr, layer } = await runAndCommit(rig(), script);
    expect({ stderr, layer: layer.filter((entry) => entry.includes('device')) }).toEqual({
      stderr: '',
      layer: [
        'm/a\udcff character-device 644 0:0 1:3',
        'm/fd character-device 644 0:0 1:7',
        'm/\udcfe/cwd character-device 644 0:0 1:5',
        'm/\udcfe/here character-device 644 0:0 1:5',
      ],
    });
  });

  test('a device of the host can be used, and not changed', async () => {
    const mounts: readonly RunMount[] = [
      { type: 'device', target: '/dev/other', path: '/dev/zero' },
      { type: 'device', target: '/made/here', path: '/dev/zero' },
    ];
    const script = 'for f in /dev/other /made/here; do head -c 3 $f | wc -c; chmod 600 $f; done';
    const { stdout, stderr, layer } = await runAndCommit(rig(), script, { mounts });
    expect({ stdout, layer }).toEqual({ stdout: '3\n3\n', layer: [] });
    expect(stderr.match(/Read-only file system/g)).toHaveLength(2);
    expect(statSync('/dev/zero').mode & 0o777).toBe(0o666);
  });

  test.each(['/none', '/dev', '/etc/hostname'])('%s is no device of the host', async (path) => {
    const mounts: readonly RunMount[] = [{ type: 'device', target: '/dev/x', path }];
    await expect(runAndCommit(rig(), 'true', { mounts })).rejects.toMatchObject({ code: 'MOUNT_SOURCE_NOT_FOUND' });
  });
}
