/** `pnpm check`: types, lint, format. Everything that needs no build to be run. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');

const CHECKS: readonly (readonly [name: string, command: string, ...args: string[]])[] = [
  ['types', 'tsc', '-p', 'tsconfig.json'],
  ['neutral entries', 'tsc', '-p', 'test/architecture/neutral/tsconfig.json'],
  ['lint', 'oxlint', '--type-aware', '--deny-warnings'],
  ['format', 'biome', 'format', '.'],
  ['packages as published', 'node', 'test/pack/check.ts'],
];

/** Runs every check, even after one failed; each counts as one test. Gives the names of those that failed. */
export function runChecks(): { readonly passed: number; readonly failed: readonly string[] } {
  const failed: string[] = [];
  for (const [name, command, ...args] of CHECKS) {
    const { status, stdout, stderr } = spawnSync(join(ROOT, 'node_modules/.bin', command), args, {
      cwd: ROOT,
      encoding: 'utf8',
    });
    console.log(`${status === 0 ? 'ok' : 'FAILED'}  ${name}`);
    if (status === 0) continue;
    failed.push(name);
    console.log(`${stdout}${stderr}`);
  }
  return { passed: CHECKS.length - failed.length, failed };
}

if (process.argv[1] === import.meta.filename) process.exitCode = runChecks().failed.length > 0 ? 1 : 0;
