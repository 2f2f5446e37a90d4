import { constants, openSync } from 'node:fs';
import { checked, declare } from './libc.ts';

const TIOCSPTLCK = 0x40045431;
const TIOCGPTN = 0x80045430;
const TIOCSCTTY = 0x540e;
const TIOCSWINSZ = 0x5414;
const PIDFD_OPEN = 434;
const PIDFD_GETFD = 438;

const cIoctl = declare('int ioctl(int, unsigned long, void*)');
const cIoctlNumber = declare('int ioctl(int, unsigned long, long)');
const cDup2 = declare('int dup2(int, int)');
const cPidfdOpen = declare('long syscall(long, int, unsigned int)');
const cPidfdGetfd = declare('long syscall(long, int, int, unsigned int)');

/** Both ends of a new pseudo-terminal. */
export interface Terminal {
  readonly master: number;
  readonly slave: number;
}

/** A pseudo-terminal (pty(7)) of the devpts in `directory`, e.g. `/dev/pts`. */
export function openTerminal(directory: string): Terminal {
  const { O_RDWR, O_NOCTTY } = constants;
  const master = openSync(`${directory}/ptmx`, O_RDWR | O_NOCTTY);
  const number = Buffer.alloc(4);
  checked(cIoctl(master, TIOCSPTLCK, number), 'ioctl TIOCSPTLCK');
  checked(cIoctl(master, TIOCGPTN, number), 'ioctl TIOCGPTN');
  return { master, slave: openSync(`${directory}/${number.readInt32LE(0)}`, O_RDWR | O_NOCTTY) };
}

/** Makes a terminal the controlling one of this process, the leader of its session. */
export function controlBy(slave: number): void {
  checked(cIoctlNumber(slave, TIOCSCTTY, 0), 'ioctl TIOCSCTTY');
}

export function setWindowSize(master: number, { columns, rows }: { columns: number; rows: number }): void {
  const size = Buffer.alloc(8);
  size.writeUInt16LE(rows, 0);
  size.writeUInt16LE(columns, 2);
  checked(cIoctl(master, TIOCSWINSZ, size), 'ioctl TIOCSWINSZ');
}

/** Makes descriptor `to` the same as `from`. */
export function duplicate(from: number, to: number): void {
  checked(cDup2(from, to), 'dup2');
}

/** A copy of another process's descriptor. Needs Linux 5.6, and power over the process. */
export function takeDescriptor(pid: number, fd: number): { readonly fd: number; readonly pidfd: number } {
  const pidfd = checked(cPidfdOpen(PIDFD_OPEN, pid, 0), 'pidfd_open');
  return { fd: checked(cPidfdGetfd(PIDFD_GETFD, pidfd, fd, 0), 'pidfd_getfd'), pidfd };
}
