import { rmSync } from 'node:fs';
import { listenAt } from '../syscalls/unix-socket.ts';
import type { Watch } from '../syscalls/watch.ts';

/** Name of the socket in the session's directory through which runtimes send the descriptors of filters. */
export const DEVICE_SOCKET = 'devices';

/** Answers the calls of commands that make devices. */
export interface DeviceRequests {
  /** Starts to answer. Idempotent; until then, calls wait. */
  serve(): void;
  close(): void;
}

/**
 * Takes descriptors at `DEVICE_SOCKET` of the working directory. Without a /proc of its own, nobody gets a device. What
 * answers is loaded when the first command runs: beside it, for few make devices.
 */
export function openDeviceRequests(sharedProc: boolean): DeviceRequests {
  const socket = listenAt(DEVICE_SOCKET);
  let watch: Promise<Watch> | undefined;
  let open = true;
  const load = async (): Promise<Watch> => {
    const { answerRequests } = await import('./answer-requests.ts');
    return answerRequests(socket, sharedProc);
  };
  return {
    serve: () => void (watch ??= load()),
    close() {
      if (!open) return;
      open = false;
      void watch?.then((opened) => opened.close());
      rmSync(DEVICE_SOCKET, { force: true });
    },
  };
}
