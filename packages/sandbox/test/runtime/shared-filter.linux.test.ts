import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { runAndCommit, type SandboxRig, writeNodes } from '../../src/testing.ts';
import { isInstalled, openRig } from '../support/rig.ts';

/** How many filters more than this process a command has. */
async function filters(rig: SandboxRig, options: Parameters<typeof runAndCommit>[2] = {}): Promise<number> {
  const script = 'busybox sed -n "s/^Seccomp_filters:.//p" /proc/self/status /own';
  const data = readFileSync('/proc/self/status');
  const mounts = [{ type: 'file', target: '/own', data, mode: 0o444, uid: 0, gid: 0 }] as const;
  const { stdout } = await runAndCommit(rig, script, { ...options, mounts });
  const [command = Number.NaN, own = Number.NaN] = stdout.trim().split('\n').map(Number);
  return command - own;
}

describe.skipIf(process.arch !== 'x64' || !isInstalled('runc'))('RUN with runc', () => {
  test('commands that start together share the filter of their runtimes', async () => {
    await using rig = await openRig('runc');
    expect(await Promise.all(Array.from({ length: 4 }, () => filters(rig)))).toEqual([2, 2, 2, 2]);
  });

  test('with devices of its image, or without any filter, a command shares none', async () => {
    await using rig = await openRig('runc');
    const above = [
      await writeNodes(rig.layers, { zero: { type: 'character-device', major: 1, minor: 5, mode: 0o666 } }),
    ];
    expect([await filters(rig, { above }), await filters(rig, { security: 'insecure' }), await filters(rig)]).toEqual([
      1, 0, 2,
    ]);
  });
});
