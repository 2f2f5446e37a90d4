/** The test command: sets up what it can, runs every tier, says what was not run and why. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runChecks } from './check.ts';
import { tryAgainAlone, type Verdict } from './setup/again.ts';
import { expectedOnFloor } from './setup/expected-skips.ts';
import { installPackages } from './setup/packages.ts';
import { type Failure, runVitest } from './setup/vitest.ts';

const ROOT = join(import.meta.dirname, '..');
const CI = process.env['CI'] === 'true';

const log = (text: string): void => console.log(`\n── ${text}`);

const missing = installPackages(log);
const checks = process.argv.includes('--no-check') ? { passed: 0, failed: [] } : runChecks();

const current = runTests(`unit and linux tests on Node ${process.versions.node}`, process.execPath, []);

const floorNode = join(ROOT, 'test/floor/node_modules/.bin/node');
const floor: Verdict = existsSync(floorNode)
  ? runTests('unit tests on Node 22, the floor', floorNode, ['--project', 'unit'])
  : notInstalled('unit tests on Node 22: it is not installed');

const unsteady = [...current.unsteady, ...floor.unsteady];
if (unsteady.length > 0)
  log(`UNSTEADY: failed among others, passed alone; look into it:\n${unsteady.map(told).join('\n')}`);
const files = [...current.files, ...floor.files];
const failures = files.flatMap((file) => file.failures);
if (failures.length > 0) log(`failed:\n${failures.map(told).join('\n')}`);
if (checks.failed.length > 0) log(`failed checks: ${checks.failed.join(', ')}`);

const skippedIn = ({ files }: Verdict): readonly string[] => files.flatMap((file) => file.skipped);
const explained = skippedIn(floor).filter((name) => expectedOnFloor.has(name));
const skipped = [...skippedIn(current), ...skippedIn(floor).filter((name) => !expectedOnFloor.has(name))];
if (skipped.length > 0) log(`not run:\n${skipped.map((name) => `   ${name}`).join('\n')}`);
if (missing.length > 0)
  log(`missing packages: ${missing.join(' ')} (as root on Debian they are installed by themselves)`);
const unexpected = CI ? skipped.length : 0;
if (unexpected > 0) log('in CI every test must run');

const passed = checks.passed + files.reduce((sum, file) => sum + file.passed, 0);
const failed = checks.failed.length + failures.length + unexpected;
console.log(`\n${passed} passed, ${failed} failed, ${skipped.length + explained.length} skipped`);
process.exitCode = failed > 0 ? 1 : 0;

function runTests(title: string, node: string, args: readonly string[]): Verdict {
  log(title);
  return tryAgainAlone(runVitest(node, args), (files) => {
    log(`once more, alone: ${files.join(' ')}`);
    return runVitest(node, [...args, '--no-file-parallelism', ...files]);
  });
}

/** In CI it is not run, and so it fails. */
function notInstalled(what: string): Verdict {
  return { files: [{ file: '', passed: 0, skipped: [what], failures: [] }], unsteady: [] };
}

/** A failure's file and name, and the first lines of what it said. */
function told({ file, test, message }: Failure): string {
  const lines = message
    .split('\n')
    .filter((line) => !line.includes('node_modules'))
    .slice(0, 15);
  return [`   ${file} > ${test}`, ...lines.map((line) => `      ${line}`)].join('\n');
}
