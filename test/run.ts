/** The test command: sets up what it can, runs every tier, says what was not run and why. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runChecks } from './check.ts';
import { expectedOnFloor } from './setup/expected-skips.ts';
import { installPackages } from './setup/packages.ts';
import { runVitest, type Tally } from './setup/vitest.ts';

const ROOT = join(import.meta.dirname, '..');
const CI = process.env['CI'] === 'true';

const log = (text: string): void => console.log(`\n── ${text}`);

const missing = installPackages(log);
const checks = process.argv.includes('--no-check') ? { passed: 0, failed: 0 } : runChecks();

log(`unit and linux tests on Node ${process.versions.node}`);
const current = runVitest(process.execPath, []);

const floorNode = join(ROOT, 'test/floor/node_modules/.bin/node');
const floor: Tally = existsSync(floorNode)
  ? onFloor()
  : { passed: 0, failed: CI ? 1 : 0, skipped: ['unit tests on Node 22: it is not installed'] };

const explained = floor.skipped.filter((name) => expectedOnFloor.has(name));
const skipped = [...current.skipped, ...floor.skipped.filter((name) => !expectedOnFloor.has(name))];
if (skipped.length > 0) log(`not run:\n${skipped.map((name) => `   ${name}`).join('\n')}`);
if (missing.length > 0)
  log(`missing packages: ${missing.join(' ')} (as root on Debian they are installed by themselves)`);
const unexpected = CI ? skipped.length : 0;
if (unexpected > 0) log('in CI every test must run');

const passed = checks.passed + current.passed + floor.passed;
const failed = checks.failed + current.failed + floor.failed + unexpected;
console.log(`\n${passed} passed, ${failed} failed, ${skipped.length + explained.length} skipped`);
process.exitCode = failed > 0 ? 1 : 0;

function onFloor(): Tally {
  log('unit tests on Node 22, the floor');
  return runVitest(floorNode, ['--project', 'unit']);
}
