import {
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  fstatSync,
  openSync,
  readFileSync,
  readlinkSync,
  statSync,
} from 'node:fs';
import { decodeName } from '@strake/oci';
import { deviceOf } from '../snapshot/device-form.ts';
import { cPath } from '../snapshot/host-path.ts';
import type { HeldCall } from '../syscalls/seccomp-notify.ts';
import { AT_FDCWD, pathOfCaller, readCaller } from './caller.ts';
import { type CallerPlace, isDevice, lastNameOf, openCallerPlace, withCallerRoot } from './caller-place.ts';
import { isCall } from './is-call.ts';
import { errnoOfWork, type Reply } from './reply.ts';

/** chmod(2) or chown(2), whatever form it came in. */
interface Change {
  readonly directory: number;
  readonly pointer: bigint;
  /** Makes it, of an open file. */
  apply(fd: number): void;
}

/** Whether it is such a call. */
export function isChange(held: HeldCall): boolean {
  return changeOf(held) !== undefined;
}

/**
 * Carries out a call that changes mode or owner of a device that is bound to this machine's: of the file that stands for it
 * in the layer, which the mount hides. The node that the command sees stays as it is. Any other call the kernel carries out
 * itself, with the rights of its caller.
 */
export function changeDevice(held: HeldCall, reply: Reply): void {
  try {
    const change = changeOf(held);
    if (change !== undefined && readCaller(held.pid).changesAll && carryOut(held.pid, change, reply)) return;
  } catch {
    // What cannot be told of the caller, the kernel knows.
  }
  reply.answer('go on');
}

function changeOf(held: HeldCall): Change | undefined {
  const is = (...names: readonly string[]): boolean => names.some((name) => isCall(held, name));
  const [a = 0n, b = 0n, c = 0n, d = 0n] = held.args;
  const directory = Number(BigInt.asIntN(32, a));
  if (is('chmod')) return { directory: AT_FDCWD, pointer: a, apply: changeMode(b) };
  if (is('fchmodat', 'fchmodat2')) return { directory, pointer: b, apply: changeMode(c) };
  if (is('chown', 'lchown', 'chown32', 'lchown32')) {
    return { directory: AT_FDCWD, pointer: a, apply: changeOwner(b, c) };
  }
  return is('fchownat') ? { directory, pointer: b, apply: changeOwner(c, d) } : undefined;
}

const changeMode = (mode: bigint) => (fd: number) => fchmodSync(fd, Number(mode & 0o7777n));
const changeOwner = (uid: bigint, gid: bigint) => (fd: number) => fchownSync(fd, idOf(uid), idOf(gid));

/** -1 leaves it as it is. */
function idOf(value: bigint): number {
  return Number(BigInt.asUintN(32, value));
}

/** False when it is no such call, and nothing was done. */
function carryOut(pid: number, { directory, pointer, apply }: Change, reply: Reply): boolean {
  const path = pathOfCaller(pid, directory, pointer);
  if (path === undefined || path.endsWith('/')) return false;
  return withCallerRoot(pid, (root) => {
    const place = openCallerPlace(root, path);
    try {
      if (place === undefined || !isDevice(place)) return false;
      return withHidden(place, lastNameOf(path), (fd) => {
        if (!reply.waits()) return false;
        reply.answer(errnoOfWork(() => apply(fd)));
        return true;
      });
    } finally {
      place?.close();
    }
  });
}

/**
 * Does `work` with the open file that a mount onto `name` of a command's directory hides: here nothing is mounted on it. What
 * the command puts in its place meanwhile is not followed: links of it would be links of this process's root.
 */
function withHidden({ directory }: CallerPlace, name: string, work: (fd: number) => boolean): boolean {
  const { dev, ino } = statSync(directory);
  const path = decodeName(readlinkSync(directory, { encoding: 'buffer' }));
  for (const mounted of rootsOn(dev)) {
    const root = openSync(mounted, 'r');
    try {
      const place = openCallerPlace(root, `${path}/${name}`);
      try {
        if (place !== undefined && statSync(place.directory).ino === ino) return withStandIn(place.file, work);
      } finally {
        place?.close();
      }
    } finally {
      closeSync(root);
    }
  }
  return false;
}

function withStandIn(file: CallerPlace['file'], work: (fd: number) => boolean): boolean {
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
  const fd = openSync(file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  try {
    return fstatSync(fd).isFile() && deviceOf(cPath(file)) !== undefined && work(fd);
  } finally {
    closeSync(fd);
  }
}

/** Where root file systems on the device `dev` are mounted in this process's mount namespace: an overlay, or all copies. */
function rootsOn(dev: number): readonly string[] {
  const number = `${(dev >>> 8) & 0xfff}:${(dev & 0xff) | ((dev >>> 12) & 0xfff00)}`;
  const snapshots = `${process.cwd()}/s/`;
  // proc(5): id, parent, device, root, place.
  return readFileSync('/proc/self/mountinfo', 'utf8')
    .split('\n')
    .map((line) => line.split(' '))
    .filter(([, , device]) => device === number)
    .map(([, , , , place = '']) =>
      place.replace(/\\(\d{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8))),
    )
    .filter((place) => place.startsWith(snapshots));
}
