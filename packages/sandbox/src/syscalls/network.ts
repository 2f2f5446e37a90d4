import { closeSync } from 'node:fs';
import { checked, declare } from './libc.ts';

const AF_INET = 2;
const SOCK_DGRAM = 2;
const SIOCSIFFLAGS = 0x8914;
const IFF_UP = 1;
/** `struct ifreq`: a name of 16 bytes, then a union. */
const IFREQ_SIZE = 40;
const IFREQ_FLAGS = 16;

const cSocket = declare('int socket(int, int, int)');
const cIoctl = declare('int ioctl(int, unsigned long, void*)');

/** Brings up `lo` of this thread's network namespace. */
export function bringUpLoopback(): void {
  const fd = checked(cSocket(AF_INET, SOCK_DGRAM, 0), 'socket');
  const request = Buffer.alloc(IFREQ_SIZE);
  request.write('lo', 0, 'latin1');
  request.writeInt16LE(IFF_UP, IFREQ_FLAGS);
  checked(cIoctl(fd, SIOCSIFFLAGS, request), 'ioctl SIOCSIFFLAGS', 'lo');
  closeSync(fd);
}
