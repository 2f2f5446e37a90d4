import { closeSync, writeSync } from 'node:fs';
import { checked, declare, libc } from './libc.ts';
import { makePipe } from './process.ts';

const EPOLL_CLOEXEC = 0o2000000;
const EPOLL_CTL_ADD = 1;
const EPOLL_CTL_DEL = 2;
const EPOLLIN = 1;
/** `struct epoll_event`, which is packed on x86-64 alone. */
const EVENT = process.arch === 'x64' ? { size: 12, data: 4 } : { size: 16, data: 8 };
const MOST = 16;

const cEpollCreate = declare('int epoll_create1(int)');
const cEpollCtl = declare('int epoll_ctl(int, int, int, void*)');
const cEpollWait = libc.func('int epoll_wait(int, void*, int, int)');

/** Descriptors of kinds that Node itself cannot wait for. */
export interface Watch {
  /** Calls `ready` whenever there is something to read, or nothing ever will be, until the descriptor is dropped. */
  add(fd: number, ready: (state: 'readable' | 'over') => void): void;
  /** Closes the descriptor. */
  drop(fd: number): void;
  close(): void;
}

/** Waits in a thread of Node's pool, of which it takes one. Keeps the process alive until it is closed. */
export function openWatch(): Watch {
  const epoll = checked(cEpollCreate(EPOLL_CLOEXEC), 'epoll_create1');
  const wake = makePipe();
  const handlers = new Map<number, (state: 'readable' | 'over') => void>();
  const events = Buffer.alloc(EVENT.size * MOST);
  let open = true;
  const close = (): void => {
    if (!open) return;
    open = false;
    process.off('exit', close);
    writeSync(wake.write, '.');
  };
  const end = (): void => {
    for (const fd of [epoll, wake.read, wake.write]) closeSync(fd);
  };
  const wait = (): void =>
    cEpollWait.async(epoll, events, MOST, -1, (_: unknown, count: number) => {
      if (!open) return end();
      for (let index = 0; index < count; index += 1) {
        const at = index * EVENT.size;
        const readable = (events.readUInt32LE(at) & EPOLLIN) !== 0;
        handlers.get(events.readInt32LE(at + EVENT.data))?.(readable ? 'readable' : 'over');
      }
      wait();
    });
  const add = (fd: number): void => {
    const event = Buffer.alloc(EVENT.size);
    event.writeUInt32LE(EPOLLIN, 0);
    event.writeInt32LE(fd, EVENT.data);
    checked(cEpollCtl(epoll, EPOLL_CTL_ADD, fd, event), 'epoll_ctl');
  };
  add(wake.read);
  // At its end, Node waits for the threads of its pool.
  process.on('exit', close);
  wait();
  return {
    add(fd, ready) {
      handlers.set(fd, ready);
      add(fd);
    },
    drop(fd) {
      handlers.delete(fd);
      // Closed alone, it would go on to report under its number as long as another process has it, too.
      cEpollCtl(epoll, EPOLL_CTL_DEL, fd, null);
      closeSync(fd);
    },
    close,
  };
}
