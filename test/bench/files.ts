/**
 * `pnpm bench files [FILES] [MIB]`: builds that only copy: FILES small files (default 50,000) cold, unchanged and with one
 * changed; one file of MIB (default 2048); a COPY on a base of 1 GB; and exports of that. Beside Docker when a daemon
 * answers. Wall time in s, peak memory in MB where GNU time is there to tell it.
 */
import { spawnSync } from 'node:child_process';
import { appendFileSync, closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';

const STRAKE = join(import.meta.dirname, '../../node_modules/.bin/strake');
const TIME = '/usr/bin/time';
const MIB = 2 ** 20;

interface Measured {
  readonly seconds: number;
  readonly megabytes: number | undefined;
}

export async function run([files = '50000', mib = '2048']: readonly string[]): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), 'strake-bench-'));
  try {
    console.log('| workload | s | peak MB | docker s |\n|---|---|---|---|');
    smallFiles(scratch, Number(files));
    largeFile(scratch, Number(mib));
    onLargeBase(scratch);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function smallFiles(scratch: string, count: number): void {
  const context = join(scratch, 'small');
  const text = randomBytes(1500).toString('base64');
  for (let i = 0; i < count; i += 1) {
    const directory = join(context, 'src', `d${Math.floor(i / 500)}`, `e${Math.floor(i / 50) % 10}`);
    if (i % 50 === 0) mkdirSync(directory, { recursive: true });
    writeFileSync(join(directory, `f${i}.js`), `${i}\n${text.slice(i % 1000)}`);
  }
  writeFileSync(join(context, 'Dockerfile'), 'FROM scratch\nCOPY . /app/\n');
  const home = join(scratch, 'small-home');
  report(`${count} files, cold`, strake(home, [context]), docker(['--no-cache', context]));
  report(`${count} files, unchanged`, strake(home, [context]), docker([context]));
  appendFileSync(join(context, 'src/d50/e5/f25250.js'), 'changed');
  report(`${count} files, one changed`, strake(home, [context]), docker([context]));
}

function largeFile(scratch: string, mib: number): void {
  const context = join(scratch, 'large');
  writeNoise(context, 'data', mib);
  writeFileSync(join(context, 'Dockerfile'), 'FROM scratch\nCOPY data /\n');
  const home = join(scratch, 'large-home');
  report(`one file of ${mib} MiB, cold`, strake(home, [context]), docker(['--no-cache', context]));
  rmSync(home, { recursive: true });
  rmSync(context, { recursive: true });
}

function onLargeBase(scratch: string): void {
  const context = join(scratch, 'base-context');
  for (let i = 0; i < 8; i += 1) writeNoise(context, `part${i}`, 128, 4);
  writeFileSync(join(context, 'Dockerfile'), 'FROM scratch\nCOPY . /\n');
  const home = join(scratch, 'base-home');
  const layout = join(scratch, 'layout');
  const toLayout = ['-o', `type=oci,dest=${layout},tar=false`];
  report('export of 1 GiB as gzip', strake(home, [...toLayout, context]));
  const zstd = join(scratch, 'zstd');
  report('export of 1 GiB as zstd', strake(home, ['-o', `type=oci,dest=${zstd},tar=false,compression=zstd`, context]));
  const app = join(scratch, 'app');
  mkdirSync(app);
  writeFileSync(join(app, 'app.js'), 'x'.repeat(100_000));
  writeFileSync(join(app, 'Dockerfile'), 'FROM base\nCOPY app.js /app/\n');
  const fresh = join(scratch, 'app-home');
  report('COPY on a base of 1 GiB', strake(fresh, ['--build-context', `base=oci-layout://${layout}`, app]));
}

/** Data that pack about as binaries do: every `repeat`th block is noise, the others are like it. */
function writeNoise(directory: string, name: string, mib: number, repeat = 2): void {
  mkdirSync(directory, { recursive: true });
  const file = openSync(join(directory, name), 'w');
  let block = randomBytes(MIB);
  for (let i = 0; i < mib; i += 1) {
    if (i % repeat === 0) block = randomBytes(MIB);
    else block.fill(i, 0, MIB / 2);
    writeSync(file, block);
  }
  closeSync(file);
}

function strake(home: string, args: readonly string[]): Measured {
  return measure([STRAKE, 'build', '-q', ...args], { STRAKE_HOME: home });
}

function docker(args: readonly string[]): Measured | undefined {
  if (spawnSync('docker', ['version'], { timeout: 5000 }).status !== 0) return undefined;
  return measure(['docker', 'buildx', 'build', '-q', ...args], {});
}

function measure(command: readonly string[], env: Readonly<Record<string, string>>): Measured {
  const timed = spawnSync(TIME, ['--version']).status === 0;
  const [program = '', ...args] = timed ? [TIME, '-f', '%M', ...command] : command;
  const start = performance.now();
  const { status, stderr } = spawnSync(program, args, { env: { ...process.env, ...env }, encoding: 'utf8' });
  const seconds = (performance.now() - start) / 1000;
  if (status !== 0) throw new Error(stderr);
  const kilobytes = timed ? Number(stderr.trim().split('\n').at(-1)) : Number.NaN;
  return { seconds, megabytes: Number.isFinite(kilobytes) ? kilobytes / 1024 : undefined };
}

function report(workload: string, { seconds, megabytes }: Measured, peer?: Measured): void {
  const cells = [workload, seconds.toFixed(2), megabytes?.toFixed(0) ?? '-', peer?.seconds.toFixed(2) ?? '-'];
  console.log(`| ${cells.join(' | ')} |`);
}
