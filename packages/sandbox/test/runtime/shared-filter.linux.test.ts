import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { findProgram } from '../../src/session/programs.ts';
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

/** A runc that does not look at the filter of its configuration. */
function carelessRunc(): string {
  const directory = mkdtempSync(join(tmpdir(), 'strake-careless-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const script = `#!${process.execPath}
    const fs = require('node:fs');
    const args = process.argv.slice(2);
    const at = args.indexOf('--bundle') + 1;
    const config = JSON.parse(fs.readFileSync(args[at] + '/config.json', 'utf8'));
    delete config.linux.seccomp;
    args[at] += '/careless';
    fs.mkdirSync(args[at]);
    fs.writeFileSync(args[at] + '/config.json', JSON.stringify(config));
    process.exit(require('node:child_process').spawnSync(${JSON.stringify(findProgram('runc'))}, args, { stdio: 'inherit' }).status);
`;
  writeFileSync(join(directory, 'runc'), script, { mode: 0o755 });
  return directory;
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

  test('one that leaves its own filter out is not used, whatever its command inherits', async () => {
    vi.stubEnv('PATH', `${carelessRunc()}:${process.env['PATH']}`);
    onTestFinished(() => void vi.unstubAllEnvs());
    await expect(openRig('runc')).rejects.toMatchObject({
      code: 'DRIVER_UNAVAILABLE',
      message: expect.stringContaining('without the system call filter'),
    });
  });
});
