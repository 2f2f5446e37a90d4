import { lstatSync, statSync, symlinkSync } from 'node:fs';
import { makeInRoot, openInRoot, type PlaceInRoot } from '../../syscalls/in-root.ts';
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
const SYSFS = { target: '/sys', type: 'sysfs', source: 'sysfs', options: ['ro', 'nosuid', 'nodev', 'noexec'] };

/**
 * Mounts all that a command sees into the root file system, which is not yet the root. Every target is opened inside the
 * open directory `root` and mounted onto by its descriptor, so that no link of the image leads out.
 */
export function mountRoot(root: number, launch: Launch): void {
  const { system, hostSys, mounts } = launch;
  for (const entry of system) {
    if (entry.type === 'bind') bindSystem(root, entry);
    else mountOne(root, entry, true);
  }
  for (const name of DEVICES) bindOnto(root, `/dev/${name}`, `/dev/${name}`, 'file');
  refuseLink(root, '/sys');
  if (hostSys === undefined) mountOne(root, SYSFS, true);
  else bindOnto(root, hostSys, '/sys', 'directory');
  for (const entry of mounts) mountJob(root, entry);
  // After the mounts, which they would lead into /proc.
  at(openInRoot(root, '/dev'), linkDevices);
  protect(root, launch);
}

function linkDevices(dev: string): void {
  for (const [name, target] of DEVICE_LINKS)
    if (lstatSync(`${dev}/${name}`, { throwIfNoEntry: false }) === undefined) symlinkSync(target, `${dev}/${name}`);
}

/** Makes a mount of a command in the open directory `root`. */
export function mountJob(root: number, entry: JobMount): void {
  if (entry.kind === 'bind') return bindOnto(root, entry.source, entry.target, entry.directory ? 'directory' : 'file');
  const size = entry.size === undefined ? [] : [`size=${entry.size}`];
  const readonly = entry.readonly ? ['ro'] : [];
  const options = ['nosuid', ...readonly, `mode=${entry.mode.toString(8)}`, ...size];
  mountOne(root, { target: entry.target, type: 'tmpfs', source: 'tmpfs', options }, false);
}

/** Freezes what must not be written, and covers what must not be read. */
function protect(root: number, { masked, readonly }: Launch): void {
  for (const path of readonly) {
    at(openInRoot(root, path), (place) => bind(place, place));
    // The descriptor of before is that of what is covered now.
    at(openInRoot(root, path), (place) => restrictTree(place, MountFlag.readonly));
  }
  for (const path of masked) {
    at(openInRoot(root, path), (place) => {
      if (!statSync(place).isDirectory()) return bind('/dev/null', place);
      mount({ source: 'tmpfs', target: place, type: 'tmpfs', flags: MountFlag.readonly, data: MASK });
    });
  }
}

function mountOne(root: number, { target, type, source, options }: SystemMount, own: boolean): void {
  const flags = options.reduce((sum, option) => sum | (FLAGS[option] ?? 0), 0);
  const data = options.filter((option) => FLAGS[option] === undefined && option !== 'newinstance').join(',');
  if (own) refuseLink(root, target);
  at(makeInRoot(root, target, 'directory'), (place) => mount({ source, target: place, type, flags, data }));
}

function bindOnto(root: number, source: string, target: string, kind: 'directory' | 'file'): void {
  at(makeInRoot(root, target, kind), (place) => bind(source, place));
}

function bindSystem(root: number, { source, target, options }: SystemMount): void {
  refuseLink(root, target);
  bindOnto(root, source, target, 'directory');
  const flags = options.reduce((sum, option) => sum | (FLAGS[option] ?? 0), 0);
  at(openInRoot(root, target), (place) => restrictTree(place, flags));
}

/** A system directory must be one: an image's link in its place would lead the mount elsewhere. */
function refuseLink(root: number, target: string): void {
  const stat = lstatSync(`/proc/self/fd/${root}${target}`, { throwIfNoEntry: false });
  if (stat !== undefined && !stat.isDirectory()) throw new Error(`${target} of the image is no directory`);
}

function at(place: PlaceInRoot | undefined, work: (path: string) => void): void {
  try {
    if (place !== undefined) work(place.path);
  } finally {
    place?.close();
  }
}
