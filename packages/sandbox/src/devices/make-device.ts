import { closeSync, constants, fchmodSync, fchownSync, openSync, statSync, unlinkSync } from 'node:fs';
import { constants as os } from 'node:os';
import { type Device, markDevice } from '../snapshot/device-form.ts';
import type { HeldCall } from '../syscalls/seccomp-notify.ts';
import { cPath } from '../snapshot/host-path.ts';
import { AT_FDCWD, type Caller, pathOfCaller, readCaller } from './caller.ts';
import { type CallerPlace, lastNameOf, openCallerPlace, withCallerRoot } from './caller-place.ts';
import { isCall } from './is-call.ts';
import { errnoOf, type Reply } from './reply.ts';

const { EPERM, ENOENT, EEXIST } = os.errno;
const S_IFMT = 0o170000;
const S_IFCHR = 0o020000;
const S_IFBLK = 0o060000;
const SET_GROUP_ID = 0o2000;

/** mknod(2) or mknodat(2) with what it was called with. */
interface MknodCall {
  readonly pid: number;
  readonly directory: number;
  readonly pointer: bigint;
  readonly mode: number;
  readonly device: Device | 'none';
}

/**
 * Carries out a call that makes a device, which the kernel refuses in a user namespace: makes the file that stands for it.
 * When nobody takes the answer, nothing has been made: a caller that was interrupted calls again.
 */
export function makeDevice(held: HeldCall, reply: Reply): void {
  const call = mknodCall(held);
  if (call === undefined || call.device === 'none') return void reply.answer('go on');
  try {
    const caller = readCaller(call.pid);
    const path = caller.makesDevices ? pathOfCaller(call.pid, call.directory, call.pointer) : undefined;
    if (path === undefined) return void reply.answer(EPERM);
    const standIn = { caller, mode: call.mode, device: call.device };
    withCallerRoot(call.pid, (root) => {
      if (reply.waits()) makeStandIn(root, path, standIn, reply);
    });
  } catch (error) {
    reply.answer(errnoOf(error));
  }
}

/** Whether it is mknod(2) or mknodat(2). */
export function isMknod(held: HeldCall): boolean {
  return isCall(held, 'mknod') || isCall(held, 'mknodat');
}

function mknodCall(held: HeldCall): MknodCall | undefined {
  const { args, pid } = held;
  const at = isCall(held, 'mknodat');
  if (!at && !isCall(held, 'mknod')) return undefined;
  const [pointer = 0n, mode = 0n, device = 0n] = at ? args.slice(1) : args;
  return {
    pid,
    directory: at ? Number(BigInt.asIntN(32, args[0] ?? 0n)) : AT_FDCWD,
    pointer,
    mode: Number(mode & 0o7777n),
    device: deviceIn(Number(mode & BigInt(S_IFMT)), Number(BigInt.asUintN(32, device))),
  };
}

/** Linux' encoding of a device number in a system call. 0:0 is a whiteout, which everybody may make. */
function deviceIn(kind: number, number: number): Device | 'none' {
  if (number === 0 || (kind !== S_IFCHR && kind !== S_IFBLK)) return 'none';
  return {
    type: kind === S_IFCHR ? 'character-device' : 'block-device',
    major: (number >>> 8) & 0xfff,
    minor: (number & 0xff) | ((number >>> 12) & 0xfff00),
  };
}

interface StandIn {
  readonly caller: Caller;
  readonly mode: number;
  readonly device: Device;
}

function makeStandIn(root: number, path: string, standIn: StandIn, reply: Reply): void {
  const trimmed = path.replace(/\/+$/, '');
  if (path !== '' && ['', '.', '..'].includes(lastNameOf(trimmed))) return void reply.answer(EEXIST);
  const place = openCallerPlace(root, trimmed);
  if (place === undefined) return void reply.answer(ENOENT);
  try {
    if (path === '' || trimmed !== path) return void reply.answer(ENOENT);
    writeStandIn(place, standIn);
    if (!reply.answer(0)) unlinkSync(place.file);
  } finally {
    place.close();
  }
}

function writeStandIn({ file, directory }: CallerPlace, { caller, mode, device }: StandIn): void {
  const { O_CREAT, O_EXCL, O_NOFOLLOW, O_WRONLY } = constants;
  const fd = openSync(file, O_CREAT | O_EXCL | O_NOFOLLOW | O_WRONLY, 0);
  try {
    const above = statSync(directory);
    fchownSync(fd, caller.uid, (above.mode & SET_GROUP_ID) === 0 ? caller.gid : above.gid);
    fchmodSync(fd, mode & ~caller.umask);
    markDevice(cPath(file), device);
  } finally {
    closeSync(fd);
  }
}
