import { type EntryPath, type LayerEntry, parentPath } from '@strake/oci';
import { readDevices, writeDevices } from '../snapshot/device-form.ts';
import { readOwned, writeOwners } from '../snapshot/recorded-owners.ts';

/**
 * Brings what is kept beside a whole root up to date with the layer `entries` that was laid over it, or made in it.
 * `owners`: whether its files have their owners; else those are recorded.
 */
export function updateRecords(root: string, entries: readonly LayerEntry[], owners: boolean): void {
  const isGone = goneWith(entries);
  const devices = [...readDevices([root])].filter((path) => !isGone(path)).map((path) => ({ path, type: DEVICE }));
  writeDevices(root, [...devices, ...entries]);
  if (owners) return;
  const owned = readOwned(root).filter(({ path }) => !isGone(path));
  writeOwners(root, [...owned, ...entries]);
}

const DEVICE = 'character-device';

/** Whether the layer replaces or removes what was at a path. */
function goneWith(entries: readonly LayerEntry[]): (path: EntryPath) => boolean {
  const own = new Set<EntryPath>();
  const above = new Set<EntryPath>();
  for (const { type, path } of entries) {
    if (type !== 'opaque') own.add(path);
    if (type !== 'directory') above.add(path);
  }
  const isBelow = (path: EntryPath): boolean =>
    path !== '' && (above.has(parentPath(path)) || isBelow(parentPath(path)));
  return (path) => own.has(path) || isBelow(path);
}
