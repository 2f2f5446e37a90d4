import koffi from 'koffi';
import { checked, declare, lastError } from './libc.ts';
import { addressOf, unixSocket } from './unix-socket.ts';

const SOCK_CLOEXEC = 0o2000000;
const SOCK_NONBLOCK = 0o4000;
const SOL_SOCKET = 1;
const SCM_RIGHTS = 1;
const MSG_CMSG_CLOEXEC = 0x40000000;
/** Offsets in `struct msghdr` of 64-bit Linux. */
const MESSAGE = { size: 56, iov: 16, iovlen: 24, control: 32, controllen: 40 } as const;
/** `struct cmsghdr` with one descriptor, and the same with its padding. */
const CONTROL_LENGTH = 20;
const CONTROL_SIZE = 24;
/** `struct iovec`. */
const VECTOR_SIZE = 16;
/** More than runtimes send beside the descriptor. */
const PAYLOAD_SIZE = 64 * 1024;

const cConnect = declare('int connect(int, const void*, unsigned int)');
const cAccept = declare('int accept4(int, void*, void*, int)');
const cRecvmsg = declare('long recvmsg(int, void*, int)');
const cSendmsg = declare('long sendmsg(int, void*, int)');

export function connectTo(path: string): number {
  const address = addressOf(path);
  const fd = unixSocket();
  checked(cConnect(fd, address, address.length), 'connect', path);
  return fd;
}

/** The next connection that waits; absent when none does. */
export function acceptFrom(listener: number): number | undefined {
  const fd = cAccept(listener, null, null, SOCK_CLOEXEC | SOCK_NONBLOCK);
  return fd >= 0 ? fd : undefined;
}

/** A descriptor that came through a connection; `nothing yet`, or `over` when none will. */
export function receiveDescriptor(connection: number): number | 'nothing yet' | 'over' {
  const { message, control } = messageOf(PAYLOAD_SIZE);
  const size = cRecvmsg(connection, message, MSG_CMSG_CLOEXEC);
  if (size < 0) return lastError() === 'EAGAIN' ? 'nothing yet' : 'over';
  const found = control.readUInt32LE(8) === SOL_SOCKET && control.readUInt32LE(12) === SCM_RIGHTS;
  return found ? control.readInt32LE(16) : 'over';
}

export function sendDescriptor(connection: number, descriptor: number): void {
  const { message, control } = messageOf(1);
  control.writeBigUInt64LE(BigInt(CONTROL_LENGTH), 0);
  control.writeUInt32LE(SOL_SOCKET, 8);
  control.writeUInt32LE(SCM_RIGHTS, 12);
  control.writeInt32LE(descriptor, 16);
  checked(cSendmsg(connection, message, 0), 'sendmsg');
}

/** `struct msghdr` about a payload of `size` bytes, with room for one descriptor: in one piece, for it holds addresses. */
function messageOf(size: number): { readonly message: Buffer; readonly control: Buffer } {
  const message = Buffer.alloc(MESSAGE.size + VECTOR_SIZE + CONTROL_SIZE + size);
  const start = koffi.address(message);
  const at = (offset: number): bigint => start + BigInt(offset);
  const vector = MESSAGE.size;
  const control = vector + VECTOR_SIZE;
  message.writeBigUInt64LE(at(control + CONTROL_SIZE), vector);
  message.writeBigUInt64LE(BigInt(size), vector + 8);
  message.writeBigUInt64LE(at(vector), MESSAGE.iov);
  message.writeBigUInt64LE(1n, MESSAGE.iovlen);
  message.writeBigUInt64LE(at(control), MESSAGE.control);
  message.writeBigUInt64LE(BigInt(CONTROL_SIZE), MESSAGE.controllen);
  return { message, control: message.subarray(control, control + CONTROL_SIZE) };
}
