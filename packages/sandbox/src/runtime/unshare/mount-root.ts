import { existsSync, lstatSync, mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { bind, mount, MountFlag, restrictTree } from '../../syscalls/mount.ts';
import type { JobMount } from '../job.ts';
import { DEVICE_LINKS, DEVICES, type SystemMount } from '../system-mounts.ts';
import type { Launch } from './launch.ts';

/** Options of mount(8) that are flags of mount(2); the others go to the file system. */
const FLAGS: Readonly<Record<string, number>> = {
  ro: MountFlag.readonly,
  nosuid: MountFlag.nosuid,
  nodev: MountFlag.nodev,
  noexec: MountFlag.noexec,
  strictatime: 1 << 24,
};

/** An empty directory. */
const MASK = 'size=4k,nr_inodes=1';

/** /proc, /dev and /sys. The working directory is the host's root, `/` the command's. */
export function mountSystem({ system, hostSys }: Launch): void {
  for (const entry of system) mountOne(entry);
  for (const name of DEVICES) bindOnto(`dev/${name}`, `/dev/${name}`, false);
  for (const [name, target] of DEVICE_LINKS) symlinkSync(target, `/dev/${name}`);
  if (hostSys === undefined) {
    mountOne({ target: '/sys', type: 'sysfs', source: 'sysfs', options: ['ro', 'nosuid', 'nodev', 'noexec'] });
  } else {
    bindOnto(fromOutside(hostSys), ownDirectory('/sys'), true);
  }
}

export function mountJob(mounts: readonly JobMount[]): void {
  for (const entry of mounts) {
    if (entry.kind === 'bind') {
      bindOnto(fromOutside(entry.source), entry.target, entry.directory);
    } else {
      const size = entry.size === undefined ? [] : [`size=${entry.size}`];
      mountOne({ target: entry.target, type: 'tmpfs', source: 'tmpfs', options: ['nosuid', 'mode=1777', ...size] });
    }
  }
}

/** Covers what must not be read, and freezes what must not be written. */
export function protect({ masked, readonly }: Launch): void {
  for (const path of readonly) {
    if (!existsSync(path)) continue;
    bind(path, path);
    restrictTree(path, MountFlag.readonly);
  }
  for (const path of masked) {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat === undefined) continue;
    if (stat.isDirectory()) mount({ source: 'tmpfs', target: path, type: 'tmpfs', flags: MountFlag.readonly, data: MASK });
    else bind('/dev/null', path);
  }
}

function mountOne({ target, type, source, options }: SystemMount): void {
  const flags = options.reduce((sum, option) => sum | (FLAGS[option] ?? 0), 0);
  const data = options.filter((option) => FLAGS[option] === undefined && option !== 'newinstance').join(',');
  makeDirectory(target);
  mount({ source, target: ownDirectory(target), type, flags, data });
}

function bindOnto(source: string, target: string, directory: boolean): void {
  if (directory) makeDirectory(target);
  else makeFile(target);
  bind(source, target);
}

function makeDirectory(target: string): void {
  if (!existsSync(target)) mkdirSync(target, { recursive: true, mode: 0o755 });
}

function makeFile(target: string): void {
  if (existsSync(target)) return;
  makeDirectory(dirname(target));
  writeFileSync(target, '', { flag: 'wx', mode: 0o644 });
}

/** A system directory must be one: an image's link in its place would lead the mount elsewhere. */
function ownDirectory(target: string): string {
  if (lstatSync(target).isDirectory()) return target;
  throw new Error(`${target} of the image is no directory`);
}

function fromOutside(path: string): string {
  return path.slice(1);
}
