import { lstatSync, rmdirSync, unlinkSync } from 'node:fs';
import { type EntryPath, parentPath } from '@strake/oci';
import { setTime } from '../syscalls/file.ts';
import { cPath, hostPath } from './host-path.ts';

/** Removes paths of a tree, deepest first. The directories that had them keep the times that a command gave them. */
export function removeSurplus(tree: string, paths: readonly EntryPath[]): void {
  const times = new Map<EntryPath, bigint>();
  for (const path of paths) {
    const parent = parentPath(path);
    if (!times.has(parent)) times.set(parent, lstatSync(hostPath(tree, parent), { bigint: true }).mtimeNs);
    const host = hostPath(tree, path);
    if (lstatSync(host).isDirectory()) rmdirSync(host);
    else unlinkSync(host);
    times.delete(path);
  }
  for (const [path, time] of times) setTime(cPath(hostPath(tree, path)), Number(time / NANO), Number(time % NANO));
}

const NANO = 1_000_000_000n;
