import { test } from 'vitest';
import { testSandbox } from '../src/testing.ts';
import { DRIVERS, idsOf, isInstalled, openRig } from './support/rig.ts';

for (const driver of DRIVERS) {
  const ids = idsOf(driver);
  if (isInstalled(driver)) testSandbox(`${driver} with ids ${ids}`, { driver, ids, open: () => openRig(driver) });
  else test.skip(`${driver}: the program is not installed`, () => {});
}
