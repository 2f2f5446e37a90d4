import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JailDriverName } from '../../src/driver.ts';
import { singleIdentity } from '../../src/jail/identity.ts';
import { runAndCommit } from '../../src/testing/rig.ts';
import { testSandbox } from '../../src/testing.ts';
import { isInstalled, openRig, type RigOptions } from '../support/rig.ts';

/** As in a container, whose files lie on an overlay: no other overlay can write to that. */
describe.runIf(process.getuid?.() === 0)('on a store that overlayfs cannot write to', () => {
  const place = mkdtempSync(join(tmpdir(), 'strake-copies-'));
  const [view, upper, work] = ['view', 'upper', 'work'].map((name) => join(place, name)) as [string, string, string];
  let serial = 0;
  beforeAll(() => {
    for (const path of [view, upper, work]) mkdirSync(path);
    const options = `lowerdir=${place}/view,upperdir=${upper},workdir=${work}`;
    execFileSync('mount', ['-t', 'overlay', 'overlay', '-o', options, view]);
  });
  afterAll(() => {
    execFileSync('umount', [view]);
    rmSync(place, { recursive: true, force: true });
  });

  const open = (driver: JailDriverName, options: RigOptions = {}): ReturnType<typeof openRig> =>
    openRig(driver, { ...options, storeDir: join(view, String(serial++)) });

  for (const driver of (['crun', 'unshare'] as const).filter(isInstalled)) {
    testSandbox(`${driver} on copies`, { driver, ids: 'identity', open: () => open(driver) });
  }
  testSandbox('unshare on copies with one id', {
    driver: 'unshare',
    ids: 'single',
    open: () => open('unshare', { identity: singleIdentity() }),
  });

  test('says that the disk is full', async () => {
    const small = join(place, 'small');
    const [shown, above, work] = ['shown', 'above', 'work'].map((name) => join(small, name)) as [
      string,
      string,
      string,
    ];
    mkdirSync(small);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=28m', 'tmpfs', small]);
    for (const path of [shown, above, work]) mkdirSync(path);
    const options = `lowerdir=${shown},upperdir=${above},workdir=${work}`;
    execFileSync('mount', ['-t', 'overlay', 'overlay', '-o', options, shown]);
    try {
      await using rig = await openRig('unshare', { storeDir: join(shown, 'store') });
      const { committed } = await runAndCommit(rig, 'dd if=/dev/urandom of=/large bs=1M count=9');
      await expect(runAndCommit(rig, 'true', { above: [committed] })).rejects.toMatchObject({
        code: 'STORE_UNUSABLE',
        message: 'cannot copy a root file system: no space left on device (ENOSPC)',
      });
    } finally {
      for (const path of [shown, small]) execFileSync('umount', [path]);
    }
  });

  test('says so', async () => {
    await using rig = await open('unshare');
    expect(rig.session.snapshotter.name).toBe('copy');
    expect(rig.session.notes.join()).toMatch(/Each RUN works on a copy .* cannot mount an overlay/);
  });
});
