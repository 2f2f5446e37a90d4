import { test } from 'vitest';
import { chooseIdentity } from '../src/jail/identity.ts';
import { testSandbox } from '../src/testing.ts';
import { DRIVERS, idsOf, isInstalled, openRig } from './support/rig.ts';

for (const driver of DRIVERS) {
  const ids = idsOf(driver);
  // For a user without subordinate ids it is the same, and for one with them no other than that.
  if (driver === 'single-uid' && chooseIdentity().ids === 'subids') continue;
  if (isInstalled(driver)) testSandbox(`${driver} with ids ${ids}`, { driver, ids, open: () => openRig(driver) });
  else test.skip(`${driver}: the program is not installed`, () => {});
}
