import { lstatSync, renameSync, unlinkSync } from 'node:fs';
import { constants } from 'node:os';
import type { HeldCall } from '../syscalls/seccomp-notify.ts';
import { AT_FDCWD, pathOfCaller, readCaller } from './caller.ts';
import { type CallerPlace, isDevice, openCallerPlace, withCallerRoot } from './caller-place.ts';
import { isCall } from './is-call.ts';
import { errnoOfWork, type Reply } from './reply.ts';

/** A path in a call: relative to a directory's descriptor, at an address. */
type PathArgument = readonly [directory: number, pointer: bigint];

/** unlink(2) or rename(2), whatever form it came in. */
interface Removal {
  readonly from: PathArgument;
  /** Absent: the name goes. */
  readonly to?: PathArgument;
  /** Of unlinkat(2) or renameat2(2). */
  readonly flags: number;
}

const RENAME_NOREPLACE = 1;

/**
 * Carries out a call that removes or renames a device that is bound to this machine's: for the caller its name is busy, it is
 * a mount point. Nothing is mounted on it in this process's mount namespace, so that the kernel lets go of it, and of the mount
 * with it; a renamed one keeps its mount. Any other call the kernel carries out itself, with the rights of its caller.
 */
export function removeDevice(held: HeldCall, reply: Reply): void {
  try {
    const removal = removalOf(held);
    if (removal !== undefined && readCaller(held.pid).removesAll && carryOut(held.pid, removal, reply)) return;
  } catch {
    // What cannot be told of the caller, the kernel knows.
  }
  reply.answer('go on');
}

function removalOf(held: HeldCall): Removal | undefined {
  const is = (name: string): boolean => isCall(held, name);
  const [a = 0n, b = 0n, c = 0n, d = 0n, flags = 0n] = held.args;
  const at = (directory: bigint, pointer: bigint): PathArgument => [Number(BigInt.asIntN(32, directory)), pointer];
  if (is('unlink')) return { from: [AT_FDCWD, a], flags: 0 };
  if (is('unlinkat')) return { from: at(a, b), flags: Number(c) };
  if (is('rename')) return { from: [AT_FDCWD, a], to: [AT_FDCWD, b], flags: 0 };
  if (is('renameat')) return { from: at(a, b), to: at(c, d), flags: 0 };
  return is('renameat2') ? { from: at(a, b), to: at(c, d), flags: Number(flags) } : undefined;
}

/** False when it is no such call, and nothing was done. */
function carryOut(pid: number, { from, to, flags }: Removal, reply: Reply): boolean {
  if (flags !== 0 && (to === undefined || flags !== RENAME_NOREPLACE)) return false;
  const paths = [from, ...(to ? [to] : [])].map((path) => pathOfCaller(pid, ...path));
  const places: CallerPlace[] = [];
  try {
    return withCallerRoot(pid, (root) => {
      for (const path of paths) {
        const place = path === undefined || path.endsWith('/') ? undefined : openCallerPlace(root, path);
        if (place === undefined) return false;
        places.push(place);
      }
      const [source, target] = places;
      if (source === undefined || !places.some(isDevice) || !reply.waits()) return false;
      reply.answer(errnoOfWork(() => move(source, target, flags)));
      return true;
    });
  } finally {
    for (const place of places) place.close();
  }
}

function move(source: CallerPlace, target: CallerPlace | undefined, flags: number): number {
  if (target === undefined) {
    unlinkSync(source.file);
    return 0;
  }
  const there = lstatSync(target.file, { throwIfNoEntry: false }) !== undefined;
  if (flags === RENAME_NOREPLACE && there) return constants.errno.EEXIST;
  renameSync(source.file, target.file);
  return 0;
}
