/** Packs every package as it would be published and asks publint and arethetypeswrong about it. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');
const PACKAGES = join(ROOT, 'packages');
const BIN = join(ROOT, 'node_modules/.bin');

const problems: string[] = [];
const scratch = mkdtempSync(join(tmpdir(), 'strake-pack-'));
try {
  run('build', process.execPath, [join(import.meta.dirname, 'build.ts')], ROOT);
  run('types', join(BIN, 'tsc'), ['-p', join(import.meta.dirname, 'user/tsconfig.json')], ROOT);
  for (const name of problems.length > 0 ? [] : readdirSync(PACKAGES)) checkPackage(name);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
console.log(problems.join('\n'));
process.exitCode = problems.length > 0 ? 1 : 0;

function checkPackage(name: string): void {
  const directory = join(PACKAGES, name);
  const out = join(scratch, name);
  const runner = process.env['npm_execpath'];
  const pnpm = runner?.endsWith('pnpm') ? runner : 'pnpm';
  if (!run(`pack ${name}`, pnpm, ['pack', '--pack-destination', out], directory)) return;
  // An extension goes to editors, which read its manifest in their own way, and never to npm.
  if (isExtension(directory)) return;
  const tarball = readdirSync(out).find((file) => file.endsWith('.tgz'));
  run(`publint ${name}`, join(BIN, 'publint'), [join(out, tarball ?? ''), '--strict'], ROOT);
  run(
    `attw ${name}`,
    join(BIN, 'attw'),
    [join(out, tarball ?? ''), '--profile', 'esm-only', '--format', 'ascii'],
    ROOT,
  );
}

function isExtension(directory: string): boolean {
  const manifest = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')) as { engines?: object };
  return 'vscode' in (manifest.engines ?? {});
}

function run(what: string, command: string, args: readonly string[], cwd: string): boolean {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  if (status === 0) return true;
  problems.push(`── ${what}\n${stdout ?? ''}${stderr ?? ''}${error?.message ?? ''}`);
  return false;
}
