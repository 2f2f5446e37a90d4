/**
 * `pnpm bench parser [DIRECTORY]`: files per second, time per file and heap of @strake/parser beside dockerfile-ast and
 * docker-file-parser, each in a process of its own, on the Dockerfiles of a directory or on made-up ones. The peers
 * are installed into a cache folder when it lacks them.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Measured } from './parser/measure.ts';

const PEERS = ['dockerfile-ast@0.7.1', 'docker-file-parser@1.0.7'];
const SUBJECTS = [
  'strake',
  'strake, all read',
  'dockerfile-ast',
  'dockerfile-ast, all read',
  'docker-file-parser',
] as const;

export async function run(args: readonly string[]): Promise<void> {
  const folder = installPeers();
  const measure = path.join(import.meta.dirname, 'parser/measure.ts');
  const measured = new Map<string, Measured>();
  for (const subject of SUBJECTS) {
    const output = execFileSync(process.execPath, ['--expose-gc', measure, subject, folder, ...args], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    measured.set(subject, JSON.parse(output) as Measured);
  }
  console.table(Object.fromEntries([...measured].map(([subject, { rounds: _, ...row }]) => [subject, row])));
  printRatios(measured);
}

/** The folder whose `node_modules` has the peers. */
function installPeers(): string {
  const folder = path.join(process.env['XDG_CACHE_HOME'] ?? tmpdir(), 'strake-bench-parser');
  if (!existsSync(path.join(folder, 'node_modules/docker-file-parser'))) {
    mkdirSync(folder, { recursive: true });
    execFileSync('npm', ['install', '--prefix', folder, '--no-audit', '--no-fund', '--loglevel=error', ...PEERS], {
      stdio: ['ignore', 'inherit', 'inherit'],
    });
  }
  return folder;
}

function printRatios(measured: ReadonlyMap<string, Measured>): void {
  const of = (subject: (typeof SUBJECTS)[number]): Measured => measured.get(subject) as Measured;
  const times = (a: number, b: number): string => `${(a / b).toFixed(2)}x`;
  const [ours, read] = [of('strake'), of('strake, all read')];
  const [ast, astRead, parser] = [of('dockerfile-ast'), of('dockerfile-ast, all read'), of('docker-file-parser')];
  console.log(`files/s against dockerfile-ast        ${times(ours.filesPerSecond, ast.filesPerSecond)}  (wanted: 7x)`);
  console.log(`files/s against it, all read          ${times(read.filesPerSecond, astRead.filesPerSecond)}`);
  console.log(
    `files/s against docker-file-parser    ${times(ours.filesPerSecond, parser.filesPerSecond)}  (wanted: 1.5x)`,
  );
  console.log(`heap against dockerfile-ast           ${times(ours.heapMB, ast.heapMB)}  (wanted: 0.5x)`);
  console.log(`p99                                   ${ours.p99} ms  (wanted: 0.5 ms)`);
}
