import { closeSync, constants, fchmodSync, fchownSync, openSync, statSync } from 'node:fs';
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

/**
 * Carries out a call that makes a device, which the kernel refuses in a user namespace: makes the file that stands for it.
 * `waits` tells whether the caller is still the one that called. Gives the number of an error, 0, or whether the kernel
 * can do it itself.
 */
export function makeDevice(held: HeldCall, waits: () => boolean): number | 'go on' {
  const call = mknodCall(held);
  if (call === undefined || call.device === 'none') return 'go on';
  try {
    const caller = readCaller(call.pid);
    if (!caller.makesDevices) return EPERM;
    const path = pathOfCaller(call.pid, call.directory, call.pointer);
    if (path === undefined) return EPERM;
    const root = openSync(`/proc/${call.pid}/root`, constants.O_RDONLY | constants.O_DIRECTORY);
    try {
      return waits() ? makeStandIn(root, path, { caller, mode: call.mode, device: call.device }) : EPERM;
    } finally {
      closeSync(root);
    }
  } catch (error) {
    return errnoOf(error);
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

function makeStandIn(root: number, path: string, { caller, mode, device }: StandIn): number {
  const trimmed = path.replace(/\/+$/, '');
  const name = trimmed.slice(trimmed.lastIndexOf('/') + 1);
  if (name === '' || name === '.' || name === '..') return EEXIST;
  const parent = openInRoot(root, trimmed.slice(0, -name.length) || '.');
  if (parent === undefined || trimmed !== path) return ENOENT;
  try {
    const { O_CREAT, O_EXCL, O_NOFOLLOW, O_WRONLY } = constants;
    const file = `${parent.path}/${name}`;
    const fd = openSync(file, O_CREAT | O_EXCL | O_NOFOLLOW | O_WRONLY, 0);
    try {
      const inherits = (statSync(parent.path).mode & SET_GROUP_ID) !== 0;
      fchownSync(fd, caller.uid, inherits ? statSync(parent.path).gid : caller.gid);
      fchmodSync(fd, mode & ~caller.umask);
      markDevice(file, device);
      return 0;
    } finally {
      closeSync(fd);
    }
  } finally {
    parent.close();
  }
}

function errnoOf(error: unknown): number {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return os.errno[code as keyof typeof os.errno] ?? EPERM;
}
