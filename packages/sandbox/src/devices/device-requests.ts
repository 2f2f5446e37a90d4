import { rmSync } from 'node:fs';
import { acceptFrom, listenAt, receiveDescriptor } from '../syscalls/descriptor-socket.ts';
import { answerCall, nextCall, stillWaits } from '../syscalls/seccomp-notify.ts';
import { openWatch, type Watch } from '../syscalls/watch.ts';
import { makeDevice } from './make-device.ts';

/** Name of the socket in the session's directory through which runtimes send the descriptors of filters. */
export const DEVICE_SOCKET = 'devices';

/** Answers the calls of commands that make devices. */
export interface DeviceRequests {
  /** Starts to answer. Idempotent; until then, calls wait. */
  serve(): void;
  close(): void;
}

/** Takes descriptors at `DEVICE_SOCKET` of the working directory. Without a /proc of its own, nobody gets a device. */
export function openDeviceRequests(sharedProc: boolean): DeviceRequests {
  const socket = listenAt(DEVICE_SOCKET);
  let watch: Watch | undefined;
  return {
    serve() {
      if (watch !== undefined) return;
      const opened = openWatch();
      watch = opened;
      opened.add(socket, () => acceptAll(opened, socket, sharedProc));
    },
    close() {
      watch?.close();
      rmSync(DEVICE_SOCKET, { force: true });
    },
  };
}

function acceptAll(watch: Watch, socket: number, sharedProc: boolean): void {
  for (;;) {
    const connection = acceptFrom(socket);
    if (connection === undefined) return;
    watch.add(connection, () => {
      const listener = receiveDescriptor(connection);
      if (listener === 'nothing yet') return;
      watch.drop(connection);
      if (listener !== 'over') watch.add(listener, (state) => answerNext(watch, listener, { state, sharedProc }));
    });
  }
}

const EPERM = 1;

function answerNext(
  watch: Watch,
  listener: number,
  { state, sharedProc }: { readonly state: 'readable' | 'over'; readonly sharedProc: boolean },
): void {
  if (state === 'over') return watch.drop(listener);
  const call = nextCall(listener);
  if (call === undefined) return;
  answerCall(listener, call, sharedProc ? EPERM : makeDevice(call, () => stillWaits(listener, call)));
}
