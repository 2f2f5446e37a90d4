/**
 * `pnpm debian [--rootfs FILE.tar] [DRIVER...]`: builds on a Debian made by debootstrap, with the packages of apt's configured
 * mirrors, in each driver that works here; to be run by hand, as root and as others (then with `--rootfs`, for debootstrap
 * needs root). Takes a minute and a half, and half a minute more for each driver.
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { driverOf, type DriverName, probeDrivers } from '../../../packages/sandbox/src/index.ts';
import { type Check, CHECKS } from './checks.ts';

const SUITE = 'bookworm';
const MIRROR = 'http://deb.debian.org/debian';
const STRAKE = join(import.meta.dirname, '../../../node_modules/.bin/strake');

const { values, positionals } = parseArgs({ options: { rootfs: { type: 'string' } }, allowPositionals: true });
const work = mkdtempSync(join(tmpdir(), 'strake-debian-'));
try {
  const rootfs = values.rootfs === undefined ? bootstrap(join(work, 'rootfs')) : resolve(values.rootfs);
  const drivers = positionals.length > 0 ? (positionals as DriverName[]) : await usable();
  const outcomes = drivers.map((driver) => ({ driver, ...prove(driver, rootfs) }));
  for (const { driver, seconds, failed } of outcomes) {
    console.log(
      `${failed === undefined ? 'ok  ' : 'FAIL'} ${driver} (${seconds} s)${failed === undefined ? '' : `\n${failed}`}`,
    );
  }
  process.exitCode = outcomes.every(({ failed }) => failed === undefined) ? 0 : 1;
} finally {
  rmSync(work, { recursive: true, force: true });
}

async function usable(): Promise<readonly DriverName[]> {
  const { drivers } = await probeDrivers({ directory: work });
  return drivers.filter(({ ok }) => ok).map(({ driver }) => driver);
}

/** A Debian as a tar. */
function bootstrap(directory: string): string {
  const sources = '/etc/apt/sources.list.d/debian.sources';
  execute('debootstrap', ['--variant=minbase', '--include=ca-certificates', SUITE, directory, MIRROR]);
  if (existsSync(sources)) copyFileSync(sources, join(directory, 'etc/apt/sources.list.d/debian.sources'));
  if (existsSync(sources)) rmSync(join(directory, 'etc/apt/sources.list'));
  execute('tar', ['-C', directory, '--xattrs', '--exclude=./dev/*', '-cf', `${directory}.tar`, '.']);
  rmSync(directory, { recursive: true });
  return `${directory}.tar`;
}

function prove(driver: DriverName, rootfs: string): { readonly seconds: number; readonly failed?: string } {
  const context = join(work, driver);
  mkdirSync(context);
  copyFileSync(rootfs, join(context, 'rootfs.tar'));
  writeFileSync(join(context, 'Dockerfile'), dockerfile(driver));
  const args = ['build', '--driver', driver, '--no-cache', '--progress', 'plain', context];
  const start = Date.now();
  const env = { ...process.env, STRAKE_HOME: join(work, `${driver}-home`) };
  const { status, stderr } = spawnSync(STRAKE, args, { env, encoding: 'utf8', maxBuffer: 1 << 30 });
  const seconds = Math.round((Date.now() - start) / 1000);
  spawnSync(STRAKE, ['prune', '--all', '--force'], { env });
  return status === 0 ? { seconds } : { seconds, failed: stderr.split('\n').slice(-40).join('\n') };
}

function dockerfile(driver: DriverName): string {
  const { promises } = driverOf(driver);
  const kept: readonly Check[] = CHECKS.filter(({ needs }) => needs.every((name) => promises.has(name)));
  return `FROM scratch\nADD rootfs.tar /\n${kept.map(({ name, instructions }) => `# ${name}\n${instructions}\n`).join('')}`;
}

function execute(program: string, args: readonly string[]): void {
  const { status, error, stderr } = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 1 << 28 });
  if (status !== 0) throw new Error(`${program}: ${error?.message ?? stderr.slice(-1000)}`);
}
