import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { DRIVERS, isInstalled } from './support/rig.ts';

interface Told {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly layer: readonly string[];
  readonly notes: readonly string[];
}

const SCRIPT = join(import.meta.dirname, 'support/nested-run.ts');

/** What comes of a command where a part of /proc is covered, as in containers: nobody may mount another /proc there. */
function runMasked(driver: string): {
  readonly status: number | null;
  readonly told: Told | undefined;
  readonly stderr: string;
} {
  const mask = 'mount -t tmpfs -o size=4k tmpfs /proc/fs && exec "$@"';
  const command = [process.execPath, '--no-warnings', SCRIPT, driver];
  const args = ['--mount', '--propagation', 'private', 'sh', '-c', mask, 'sh', ...command];
  const { status, stdout, stderr } = spawnSync('unshare', args, { encoding: 'utf8' });
  return { status, stderr, told: status === 0 ? (JSON.parse(stdout) as Told) : undefined };
}

// Only root can cover a part of /proc. runc and bwrap refuse to run with a /proc that they have not mounted.
describe.runIf(process.getuid?.() === 0)('where parts of /proc are masked', () => {
  test.each(DRIVERS.filter((driver) => driver !== 'runc' && driver !== 'bwrap' && isInstalled(driver)))(
    '%s runs commands, and says what is weaker',
    (driver) => {
      const { told, stderr } = runMasked(driver);
      expect({ told, stderr }).toMatchObject({ told: { code: 0, layer: ['made file 644 0:0 0'] } });
      expect(told?.stdout).toBe('00000000a80425fb\n2\n/bin/busybox\n');
      expect(told?.stderr).toMatch(/core_pattern: Read-only[^]*environ'?: Permission denied/);
      expect(told?.notes.join()).toMatch(/parts of \/proc are masked/);
    },
  );
});
