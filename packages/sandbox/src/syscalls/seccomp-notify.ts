import koffi from 'koffi';
import { checked, declare } from './libc.ts';

const SECCOMP: Readonly<Record<string, number>> = { x64: 317, arm64: 277 };
const SET_MODE_FILTER = 1;
const NEW_LISTENER = 8;
const NOTIF_RECV = 0xc0502100;
const NOTIF_SEND = 0xc0182101;
const NOTIF_ID_VALID = 0x40082102;
/** `struct seccomp_notif` and `struct seccomp_notif_resp` (seccomp_unotify(2)). */
const CALL_SIZE = 80;
const ANSWER_SIZE = 24;
const ARGUMENTS = 32;
const FLAG_CONTINUE = 1;

const cIoctl = declare('int ioctl(int, unsigned long, void*)');
const cSeccomp = declare('long syscall(long, unsigned int, unsigned int, void*)');

/** A system call that waits for an answer. */
export interface HeldCall {
  readonly id: bigint;
  /** In the pid namespace of who asks. */
  readonly pid: number;
  readonly number: number;
  /** AUDIT_ARCH_* (linux/audit.h). */
  readonly arch: number;
  readonly args: readonly bigint[];
}

/** `program` (an array of `struct sock_filter`) for this thread and what it executes; gives the end that answers its calls. */
export function installAnsweredFilter(program: Uint8Array): number {
  const filter = Buffer.from(program);
  const fprog = Buffer.alloc(16);
  fprog.writeUInt16LE(filter.length / 8, 0);
  fprog.writeBigUInt64LE(koffi.address(filter), 8);
  const number = SECCOMP[process.arch] ?? -1;
  return checked(cSeccomp(number, SET_MODE_FILTER, NEW_LISTENER, fprog), 'seccomp');
}

/** The next call that waits; absent when it has gone, or everybody who could make one has. */
export function nextCall(listener: number): HeldCall | undefined {
  const call = Buffer.alloc(CALL_SIZE);
  if (cIoctl(listener, NOTIF_RECV, call) < 0) return undefined;
  return {
    id: call.readBigUInt64LE(0),
    pid: call.readUInt32LE(8),
    number: call.readInt32LE(16),
    arch: call.readUInt32LE(20),
    args: Array.from({ length: 6 }, (_, index) => call.readBigUInt64LE(ARGUMENTS + 8 * index)),
  };
}

/** Whether the call still waits, so that its pid is still that of its caller. */
export function stillWaits(listener: number, { id }: HeldCall): boolean {
  const data = Buffer.alloc(8);
  data.writeBigUInt64LE(id, 0);
  return cIoctl(listener, NOTIF_ID_VALID, data) >= 0;
}

/**
 * Ends the call: with an error (its number), with success (0), or by letting the kernel carry it out. False when it did not
 * wait any more: its caller was killed, or interrupted and will call again.
 */
export function answerCall(listener: number, { id }: HeldCall, errno: number | 'go on'): boolean {
  const answer = Buffer.alloc(ANSWER_SIZE);
  answer.writeBigUInt64LE(id, 0);
  if (errno === 'go on') answer.writeUInt32LE(FLAG_CONTINUE, 20);
  else answer.writeInt32LE(-errno, 16);
  return cIoctl(listener, NOTIF_SEND, answer) >= 0;
}
