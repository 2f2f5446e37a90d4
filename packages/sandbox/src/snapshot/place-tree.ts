import { copyFileSync, existsSync, renameSync, rmSync } from 'node:fs';
import { hasCode } from '../syscalls/libc.ts';
import { devicesFile } from './device-form.ts';
import { impliedFile } from './implied-directories.ts';
import { ownersFile } from './recorded-owners.ts';

/** What is known of a tree and is not in it. */
const BESIDE = [ownersFile, impliedFile, devicesFile];

/** Gives a whole tree its final name, unless another session was first. */
export function placeTree(from: string, to: string): void {
  try {
    for (const beside of BESIDE) if (existsSync(beside(from))) renameSync(beside(from), beside(to));
    renameSync(from, to);
  } catch (error) {
    if (!hasCode(error, 'ENOTEMPTY', 'EEXIST')) throw error;
    rmSync(from, { recursive: true, force: true });
  }
}

/** Removes a tree with what is known of it. */
export function removeTree(tree: string): void {
  for (const path of [tree, ...BESIDE.map((beside) => beside(tree))]) rmSync(path, { recursive: true, force: true });
}

/** What is known of the tree `from` is known of its copy `to`. */
export function copyBeside(from: string, to: string): void {
  for (const beside of BESIDE) if (existsSync(beside(from))) copyFileSync(beside(from), beside(to));
}
