import { statSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { RunMount } from '../runtime/sandbox.ts';
import { type Node, writeNodes } from './busybox-root.ts';
import { runAndCommit, type SandboxRig } from './rig.ts';

const device = (minor: number): Node => ({ type: 'character-device', major: 1, minor, mode: 0o666 });

/** What a command can do to devices of its image that work. */
export function boundDeviceContract(rig: () => SandboxRig): void {
  test('devices that work are removed, renamed and replaced like any file', async () => {
    const nodes = { 'r/null': device(3), 'r/zero': device(5), 'r/full': device(7), 'r/random': device(8) };
    const above = [await writeNodes(rig().layers, { r: { type: 'directory' }, ...nodes })];
    // With one id, mv cannot give its copy of a node the owner that it sees, and says so.
    const script = `cd /r; mv zero z && head -c 3 z | wc -c; echo text >file; mv file null; cat null; rm full; echo *
      cd /; mkdir j; cp /bin/busybox j; mv r j/r 2>&-; chroot j /busybox rm r/z; echo j/r/*; rm -rf j`;
    const { code, stdout, stderr, layer } = await runAndCommit(rig(), script, { above });
    const said = '3\ntext\nnull random z\nj/r/null j/r/random\n';
    expect({ code, stdout, stderr, layer }).toEqual({ code: 0, stdout: said, stderr: '', layer: ['r whiteout'] });
  });

  test('modes of devices that work can be changed, in the layer', async () => {
    const node = statSync('/dev/null');
    const above = [
      await writeNodes(rig().layers, {
        r: { type: 'directory' },
        'r/null': device(3),
        'r/zero': device(5),
        way: { type: 'symlink', target: 'r' },
      }),
    ];
    const script = 'cd /r; chmod -R go-w .; chmod 640 /r/null; chmod 4711 /way/zero; head -c 1 zero | wc -c';
    const { stdout, stderr, layer } = await runAndCommit(rig(), script, { above });
    expect({ stdout, stderr, layer }).toEqual({
      stdout: '1\n',
      stderr: '',
      layer: ['r directory 755 0:0', 'r/null character-device 640 0:0 1:3', 'r/zero character-device 4711 0:0 1:5'],
    });
    expect(statSync('/dev/null').mode).toBe(node.mode);
  });

  test('other mount points stay busy, and errors are the usual ones', async () => {
    const above = [await writeNodes(rig().layers, { zero: device(5) })];
    const data = new Uint8Array(1);
    const mounts: readonly RunMount[] = [{ type: 'file', target: '/secret', data, mode: 0o444, uid: 0, gid: 0 }];
    const script = `for c in 'rm /secret' 'mv /secret /moved' 'rm /none' 'rmdir /zero' 'mv /no /zero'
      do $c 2>&1 | sed 's/.*: //'; done`;
    const { stdout, layer } = await runAndCommit(rig(), script, { above, mounts });
    const missing = 'No such file or directory';
    const errors = ['Device or resource busy', 'Device or resource busy', missing, 'Not a directory', missing];
    expect({ stdout, layer }).toEqual({ stdout: `${errors.join('\n')}\n`, layer: [] });
  });
}

/** Where there is more than one owner. */
export function ownerTests(rig: () => SandboxRig): void {
  test('owners of devices that work can be changed, in the layer', async () => {
    const above = [
      await writeNodes(rig().layers, { r: { type: 'directory' }, 'r/null': device(3), 'r/zero': device(5) }),
    ];
    const script = 'chown -R 33:50 /r; chown -h 7:8 /r/zero';
    const { stderr, layer } = await runAndCommit(rig(), script, { above });
    expect({ stderr, layer }).toEqual({
      stderr: '',
      layer: ['r directory 755 33:50', 'r/null character-device 666 33:50 1:3', 'r/zero character-device 666 7:8 1:5'],
    });
  });

  test('who may not remove a device cannot have it removed', async () => {
    const above = [await writeNodes(rig().layers, { zero: device(5) })];
    const ran = await runAndCommit(
      rig(),
      'rm -f /zero; mv /zero /tmp/zero; chmod 777 /zero; chown 33 /zero; head -c 1 /zero | wc -c',
      {
        above,
        user: '33',
      },
    );
    expect(ran).toMatchObject({ stdout: '1\n', layer: [] });
  });
}
