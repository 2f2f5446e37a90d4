import { test } from 'vitest';
import { chooseIdentity } from '../src/jail/identity.ts';
import { testSandbox } from '../src/testing.ts';
import { DRIVERS, isInstalled, openRig } from './support/rig.ts';

const { ids } = chooseIdentity();

for (const driver of DRIVERS) {
  if (isInstalled(driver)) testSandbox(`${driver} with ids ${ids}`, { driver, ids, open: () => openRig(driver) });
  else test.skip(`${driver}: the program is not installed`, () => {});
}
