import { describe } from 'vitest';
import { hasSubordinateIds, testDriver } from '../support/test-driver.ts';

// For a user without subordinate ids it is the same, and for one with them no other than that.
describe.runIf(!hasSubordinateIds)('with one id only', () => testDriver('single-uid'));
