import { existsSync, mkdirSync, mkdtempSync, rmdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { noteGroupPlaces } from '../../src/limits/group-places.ts';
import { CONTROL_GROUPS } from '../../src/runtime/control-groups.ts';
import { openRig, USABLE } from '../support/rig.ts';

const place = existsSync(join(CONTROL_GROUPS, 'pids')) ? 'pids' : '';
const group = join(CONTROL_GROUPS, place, `strake-dead-${process.pid}`);

/** Whether this user may make control groups. */
function makesGroups(): boolean {
  try {
    mkdirSync(group);
    rmdirSync(group);
    return true;
  } catch {
    return false;
  }
}

test.runIf(makesGroups()).each(USABLE)('%s removes control groups of sessions that were killed', async (driver) => {
  const storeDir = mkdtempSync(join(tmpdir(), 'strake-groups-'));
  onTestFinished(() => {
    rmSync(storeDir, { recursive: true, force: true });
    if (existsSync(group)) rmdirSync(group);
  });
  const dead = join(storeDir, 'scratch', 'dead');
  mkdirSync(dead, { recursive: true });
  noteGroupPlaces(dead, [place]);
  mkdirSync(group);
  await using _ = await openRig(driver, { storeDir });
  expect([existsSync(dead), existsSync(group)]).toEqual([false, false]);
});
