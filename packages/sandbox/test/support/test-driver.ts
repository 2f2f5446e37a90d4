import { test } from 'vitest';
import type { JailDriverName } from '../../src/driver.ts';
import { chooseIdentity } from '../../src/jail/identity.ts';
import { testSandbox } from '../../src/testing.ts';
import { idsOf, isInstalled, openRig } from './rig.ts';

/** Holds a driver to the contract, with the ids that this user can have. */
export function testDriver(driver: JailDriverName): void {
  const ids = idsOf(driver);
  if (!isInstalled(driver)) test.skip(`${driver}: the program is not installed`, () => {});
  else testSandbox(`${driver} with ids ${ids}`, { driver, ids, open: () => openRig(driver) });
}

/** Whether this user has subordinate ids, and so no use for drivers that do without. */
export const hasSubordinateIds: boolean = chooseIdentity().ids === 'subids';
