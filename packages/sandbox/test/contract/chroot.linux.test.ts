import { describe } from 'vitest';
import { testSandbox } from '../../src/testing.ts';
import { openRig } from '../support/rig.ts';

// The driver is for root in a container that allows nothing better; to others it refuses itself.
describe.runIf(process.getuid?.() === 0)('without namespaces', () => {
  testSandbox('chroot', { driver: 'chroot', ids: 'identity', open: () => openRig('chroot') });
});
