/** `pnpm build`: what is published. JavaScript and declarations of every package into its `dist`, and the CLI's bundle. */
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');
const PACKAGES = join(ROOT, 'packages');
const EMIT = join(PACKAGES, 'strake/dist/.emit');

const names = readdirSync(PACKAGES);
for (const name of names) rmSync(join(PACKAGES, name, 'dist'), { recursive: true, force: true });
const tsc = spawnSync(join(ROOT, 'node_modules/.bin/tsc'), ['-p', join(import.meta.dirname, 'tsconfig.json')], {
  encoding: 'utf8',
});
if (tsc.status !== 0) throw new Error(tsc.stdout);
for (const file of readdirSync(EMIT, { recursive: true, encoding: 'utf8' })) {
  if (file.endsWith('.d.ts')) importJavaScript(join(EMIT, file));
}
for (const name of names.filter((name) => name !== 'strake'))
  renameSync(join(EMIT, name, 'src'), join(PACKAGES, name, 'dist'));
for (const entry of readdirSync(join(EMIT, 'strake/src'))) {
  renameSync(join(EMIT, 'strake/src', entry), join(PACKAGES, 'strake/dist', entry));
}
rmSync(EMIT, { recursive: true });
for (const name of names) copyFileSync(join(ROOT, 'LICENSE'), join(PACKAGES, name, 'LICENSE'));
for (const script of ['bundle.ts', 'bundle-vscode.ts'])
  execFileSync(process.execPath, [join(import.meta.dirname, script)], { stdio: 'inherit' });

/** Declarations name their neighbours as the JavaScript that is beside them; tsc leaves the sources' extensions. */
function importJavaScript(file: string): void {
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, text.replace(/((?:from|import) ?\(?')(\.{1,2}\/[^']+)\.ts'/g, "$1$2.js'"));
}
