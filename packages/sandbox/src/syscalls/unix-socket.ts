import { checked, declare } from './libc.ts';

const AF_UNIX = 1;
const SOCK_STREAM = 1;
const SOCK_CLOEXEC = 0o2000000;
const SOCK_NONBLOCK = 0o4000;
const BACKLOG = 128;
/** `struct sockaddr_un`: family and path with its NUL. */
const ADDRESS_SIZE = 110;

const cSocket = declare('int socket(int, int, int)');
const cBind = declare('int bind(int, const void*, unsigned int)');
const cListen = declare('int listen(int, int)');

/** A socket at `path` that others connect to; does not wait. */
export function listenAt(path: string): number {
  const fd = unixSocket(SOCK_NONBLOCK);
  checked(cBind(fd, addressOf(path), ADDRESS_SIZE), 'bind', path);
  checked(cListen(fd, BACKLOG), 'listen', path);
  return fd;
}

/** A new stream socket that exec closes. */
export function unixSocket(flags = 0): number {
  return checked(cSocket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | flags, 0), 'socket');
}

/** `struct sockaddr_un` of a path. Throws for one that does not fit. */
export function addressOf(path: string): Buffer {
  const name = Buffer.from(path);
  if (name.length > ADDRESS_SIZE - 3) throw new Error(`a socket cannot have the name ${path}: it is too long`);
  const address = Buffer.alloc(ADDRESS_SIZE);
  address.writeUInt16LE(AF_UNIX, 0);
  name.copy(address, 2);
  return address;
}
