import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { EntryPath } from '@strake/oci';
import { getXattr, setXattr } from '../syscalls/file.ts';
import type { CPath } from '../syscalls/libc.ts';

/**
 * A device node as trees have it: nobody in a user namespace may make one, so an empty file stands for it and says in an
 * attribute what it is. In layers it is the node.
 */
export interface Device {
  readonly type: 'character-device' | 'block-device';
  readonly major: number;
  readonly minor: number;
}

export const DEVICE_XATTR = 'user.strake.device';
const LETTERS = { 'character-device': 'c', 'block-device': 'b' } as const;

/** Makes the empty file `path` stand for a device; false where the file system has no user attributes. */
export function markDevice(path: CPath, { type, major, minor }: Device): boolean {
  return setXattr(path, DEVICE_XATTR, Buffer.from(`${LETTERS[type]} ${major} ${minor}`));
}

/** The device that the file `path` stands for. */
export function deviceOf(path: CPath): Device | undefined {
  const text = getXattr(path, DEVICE_XATTR)?.toString('latin1') ?? '';
  const [, letter, major, minor] = /^([cb]) (\d{1,10}) (\d{1,10})$/.exec(text) ?? [];
  if (letter === undefined) return undefined;
  const type = letter === 'c' ? 'character-device' : 'block-device';
  return { type, major: Number(major), minor: Number(minor) };
}

/** Where the paths of a tree's devices are kept: beside it. */
export function devicesFile(tree: string): string {
  return `${tree}.devices`;
}

export function writeDevices(
  tree: string,
  entries: Iterable<{ readonly type: string; readonly path: EntryPath }>,
): void {
  const paths: EntryPath[] = [];
  for (const { type, path } of entries) if (type in LETTERS) paths.push(path);
  if (paths.length > 0 || existsSync(devicesFile(tree))) writeFileSync(devicesFile(tree), JSON.stringify(paths));
}

/** Paths of the devices that the trees `trees` have, some of which may be hidden. */
export function readDevices(trees: readonly string[]): ReadonlySet<EntryPath> {
  const files = trees.map(devicesFile).filter((file) => existsSync(file));
  return new Set(files.flatMap((file) => JSON.parse(readFileSync(file, 'utf8')) as readonly EntryPath[]));
}
