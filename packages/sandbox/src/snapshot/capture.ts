import { type BigIntStats, lstatSync, readlinkSync } from 'node:fs';
import { decodeName, type EntryMeta, type EntryPath, joinPath, type LayerEntry, WHITEOUT_PREFIX } from '@strake/oci';
import { getXattr, listXattrs } from '../syscalls/file.ts';
import { hasCode } from '../syscalls/libc.ts';
import { DEVICE_XATTR, deviceOf } from './device-form.ts';
import { cPath, hostPath } from './host-path.ts';
import { findChild, type Found, type LayeredDirectory, listNames, readNames } from './layered.ts';
import { isOpaque, isWhiteout } from './overlay-form.ts';
import { sameFile, sameMeta } from './same-entry.ts';
import { reservedName, tooLong } from './unfit-path.ts';

/** Recorded owner of a path of the parents; for jails where all files belong to one uid. */
export type RecordedOwner = (layer: number, path: EntryPath) => readonly [number, number];

export interface CaptureOptions {
  /** The overlay's upper directory; nothing is mounted on it any more. */
  readonly upper: string;
  /** The overlay's lower directories, top first. */
  readonly lowers: readonly string[];
  /** Absent: owners are those on disk. */
  readonly owners?: RecordedOwner;
  /**
   * Present: `upper` holds everything, not changes alone, so that what it lacks is removed. Says of an entry, parents before
   * children, whether it is surely as in `lowers`.
   */
  readonly complete?: (path: EntryPath, stat: BigIntStats) => boolean;
  /** Hears of each file that will be read, and of its bytes. */
  readonly onFile?: (size: number) => void;
}

export interface Capture {
  readonly entries: readonly CapturedEntry[];
  /**
   * What is in the upper directory and not in the layer, deepest first: copies that equal what they copy, sockets.
   * Without them the upper directory is the layer's own lower directory.
   */
  readonly surplus: readonly EntryPath[];
}

export interface CapturedEntry {
  readonly entry: LayerEntry;
  /** The file with the bytes, for an entry of type `file`. */
  readonly host?: string | Buffer;
}

const CAPABILITY = 'security.capability';

/**
 * What the upper directory changes, as entries of a layer in path order. As BuildKit does it: parents of what changed
 * are listed; a directory whose time alone changed is not; a replaced directory appears as itself with whiteouts for
 * what it hides; times are in seconds; of the extended attributes only `security.capability` is kept. Throws
 * `SNAPSHOT_FAILED` for paths that no layer can have.
 */
export function captureLayer(options: CaptureOptions): Capture {
  const walk: Walk = { options, links: new Map(), entries: [], surplus: [] };
  const roots = options.lowers.map((path, layer) => ({ layer, path }));
  // A stack of its own: paths may be 2,000 directories deep, that of calls is not.
  const open = [openDirectory(walk, { path: '', host: options.upper, below: roots, hides: false })];
  for (let directory = open.at(-1); directory !== undefined; directory = open.at(-1)) {
    const name = directory.names.pop();
    const child = name === undefined ? undefined : captureName(walk, directory, name);
    if (child !== undefined) open.push(child);
    if (name === undefined) closeDirectory(walk, open.pop());
  }
  return { entries: walk.entries, surplus: walk.surplus };
}

function captureName(walk: Walk, directory: OpenDirectory, name: string): OpenDirectory | undefined {
  try {
    return captureChild(walk, directory, name);
  } catch (error) {
    if (hasCode(error, 'ENAMETOOLONG')) throw tooLong(joinPath(directory.place.path, name), error);
    throw error;
  }
}

interface Walk {
  readonly options: CaptureOptions;
  /** First path of each inode that has several. */
  readonly links: Map<bigint, EntryPath>;
  readonly entries: CapturedEntry[];
  readonly surplus: EntryPath[];
}

interface Place {
  readonly path: EntryPath;
  readonly host: string;
  /** What the parents have here, merged. */
  readonly below: readonly LayeredDirectory[];
  /** Whether what is below is hidden. */
  readonly hides: boolean;
}

/** A directory of which some names have yet to be looked at. */
interface OpenDirectory {
  readonly place: Place;
  /** What it has itself. */
  readonly own: ReadonlySet<string>;
  /** Last first. */
  readonly names: string[];
  /** Absent: it is the root. */
  readonly node?: Node;
  /** How many entries were there with its own. */
  readonly entries: number;
}

function openDirectory(walk: Walk, place: Place, node?: Node): OpenDirectory {
  const own = new Set(readNames(place.host));
  const hidden = place.hides || walk.options.complete ? listNames(place.below) : [];
  const names = [...new Set([...own, ...hidden])].sort().reverse();
  if (node) walk.entries.push({ entry: { type: 'directory', ...meta(walk, node, node.stat) } });
  return { place, own, names, ...(node && { node }), entries: walk.entries.length };
}

/** Takes back the directory's entry where neither it nor anything in it has changed. */
function closeDirectory(walk: Walk, directory: OpenDirectory | undefined): void {
  const { node, entries } = directory ?? {};
  if (node === undefined || entries !== walk.entries.length) return;
  const { path, below, hides } = node;
  if (hides || !below?.stat.isDirectory() || !sameMeta(node, below)) return;
  walk.entries.pop();
  walk.surplus.push(path);
}

/** Adds what `name` is to the entries; a directory is opened for that. */
function captureChild(walk: Walk, { place, own }: OpenDirectory, name: string): OpenDirectory | undefined {
  const path = joinPath(place.path, name);
  if (!own.has(name)) {
    walk.entries.push(whiteout(path));
    return undefined;
  }
  if (name.startsWith(WHITEOUT_PREFIX)) throw reservedName(path);
  const host = hostPath(place.host, name);
  const stat = lstatSync(host, { bigint: true });
  if (walk.options.complete?.(path, stat)) return undefined;
  const below = findChild(place.below, name);
  const xattrs = stat.isFile() ? listXattrs(cPath(host)) : [];
  const node = { path, host, stat, below, xattrs, hides: place.hides };
  if (isWhiteout(stat)) {
    if (below !== undefined) walk.entries.push(whiteout(path));
  } else if (stat.isDirectory()) {
    return openDirectory(walk, inside(place, node), node);
  } else if (!stat.isSocket() && (place.hides || below === undefined || !sameFile({ host, stat }, below))) {
    walk.entries.push(captureNode(walk, node));
  } else {
    walk.surplus.push(path);
  }
  return undefined;
}

interface Node {
  readonly path: EntryPath;
  readonly host: string | Buffer;
  readonly stat: BigIntStats;
  readonly below: Found | undefined;
  /** Names of its extended attributes, of a file. */
  readonly xattrs: readonly string[];
  /** Whether what is below is hidden. */
  readonly hides: boolean;
}

function inside(place: Place, { path, host, below }: Node): Place {
  return {
    path,
    host: joinPath(place.host, path.slice(path.lastIndexOf('/') + 1)),
    below: below?.merged ?? [],
    hides: place.hides || isOpaque(cPath(host)),
  };
}

function captureNode(walk: Walk, node: Node): CapturedEntry {
  const { path, host, stat } = node;
  const common = meta(walk, node, stat);
  const first = stat.nlink > 1n ? walk.links.get(stat.ino) : undefined;
  if (first !== undefined) return { entry: { type: 'hardlink', target: first, ...common } };
  if (stat.nlink > 1n) walk.links.set(stat.ino, path);
  if (stat.isSymbolicLink()) {
    return { entry: { type: 'symlink', target: decodeName(readlinkSync(host, { encoding: 'buffer' })), ...common } };
  }
  if (stat.isFIFO()) return { entry: { type: 'fifo', ...common } };
  if (stat.isFile()) return captureFile(walk, node, common);
  const type = stat.isBlockDevice() ? 'block-device' : 'character-device';
  return { entry: { type, ...deviceNumbers(stat.rdev), ...common } };
}

/** A file, or the device that it stands for. */
function captureFile({ options }: Walk, { host, stat, xattrs }: Node, common: EntryMeta): CapturedEntry {
  const device = xattrs.includes(DEVICE_XATTR) ? deviceOf(cPath(host)) : undefined;
  if (device !== undefined) return { entry: { ...device, ...common } };
  const size = Number(stat.size);
  options.onFile?.(size);
  return { entry: { type: 'file', size, ...common }, host };
}

function meta(walk: Walk, { path, host, below, xattrs }: Node, stat: BigIntStats): EntryMeta {
  const [uid, gid] = ownerOf(walk, path, below) ?? [Number(stat.uid), Number(stat.gid)];
  const capability = xattrs.includes(CAPABILITY) ? getXattr(cPath(host), CAPABILITY) : undefined;
  return {
    path,
    mode: Number(stat.mode & 0o7777n),
    uid,
    gid,
    mtime: Math.floor(Number(stat.mtimeNs / 1_000_000n) / 1000),
    ...(capability && { xattrs: { [CAPABILITY]: capability.toString('latin1') } }),
  };
}

function ownerOf(walk: Walk, path: EntryPath, below: Found | undefined): readonly [number, number] | undefined {
  if (walk.options.owners === undefined) return undefined;
  return below === undefined ? [0, 0] : walk.options.owners(below.layer, path);
}

function whiteout(path: EntryPath): CapturedEntry {
  return { entry: { type: 'whiteout', path } };
}

/** Linux' encoding of device numbers (makedev(3)). */
function deviceNumbers(rdev: bigint): { readonly major: number; readonly minor: number } {
  return {
    major: Number(((rdev >> 8n) & 0xfffn) | ((rdev >> 32n) & 0xfffff000n)),
    minor: Number((rdev & 0xffn) | ((rdev >> 12n) & 0xffffff00n)),
  };
}
