import { closeSync, constants, fchmodSync, fchownSync, openSync, statSync, unlinkSync } from 'node:fs';
import { constants as os } from 'node:os';
import { syscallAbis } from '../seccomp/abi.ts';
import { type Device, markDevice } from '../snapshot/device-form.ts';
import { openInRoot } from '../syscalls/in-root.ts';
import type { HeldCall } from '../syscalls/seccomp-notify.ts';
import { type Caller, pathOfCaller, readCaller } from './caller.ts';

const { EPERM, ENOENT, EEXIST } = os.errno;
const S_IFMT = 0o170000;
const S_IFCHR = 0o020000;
const S_IFBLK = 0o060000;
const AT_FDCWD = -100;
const SET_GROUP_ID = 0o2000;

/** mknod(2) or mknodat(2) with what it was called with. */
interface MknodCall {
  readonly pid: number;
  readonly directory: number;
  readonly pointer: bigint;
  readonly mode: number;
  readonly device: Device | 'none';
}

/** The way back to who made a call. */
export interface Reply {
  /** Whether the caller is still the one that called. */
  waits(): boolean;
  /** An error's number, 0, or that the kernel can do it itself. False when nobody waits for it any more. */
  answer(errno: number | 'go on'): boolean;
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
    const root = openSync(`/proc/${call.pid}/root`, constants.O_RDONLY | constants.O_DIRECTORY);
    try {
      if (reply.waits()) makeStandIn(root, path, { caller, mode: call.mode, device: call.device }, reply);
    } finally {
      closeSync(root);
    }
  } catch (error) {
    reply.answer(errnoOf(error));
  }
}

function mknodCall({ number, arch, args, pid }: HeldCall): MknodCall | undefined {
  const numbers = syscallAbis().find(({ audit }) => audit === arch)?.numbers;
  const at = number === numbers?.get('mknodat');
  if (!at && number !== numbers?.get('mknod')) return undefined;
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
  const name = trimmed.slice(trimmed.lastIndexOf('/') + 1);
  if (name === '' || name === '.' || name === '..') return void reply.answer(EEXIST);
  const parent = openInRoot(root, trimmed.slice(0, -name.length) || '.');
  if (parent === undefined) return void reply.answer(ENOENT);
  try {
    if (trimmed !== path) return void reply.answer(ENOENT);
    const file = `${parent.path}/${name}`;
    writeStandIn(file, parent.path, standIn);
    if (!reply.answer(0)) unlinkSync(file);
  } finally {
    parent.close();
  }
}

function writeStandIn(file: string, parent: string, { caller, mode, device }: StandIn): void {
  const { O_CREAT, O_EXCL, O_NOFOLLOW, O_WRONLY } = constants;
  const fd = openSync(file, O_CREAT | O_EXCL | O_NOFOLLOW | O_WRONLY, 0);
  try {
    const above = statSync(parent);
    fchownSync(fd, caller.uid, (above.mode & SET_GROUP_ID) === 0 ? caller.gid : above.gid);
    fchmodSync(fd, mode & ~caller.umask);
    markDevice(file, device);
  } finally {
    closeSync(fd);
  }
}

function errnoOf(error: unknown): number {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return os.errno[code as keyof typeof os.errno] ?? EPERM;
}
