import { acceptFrom, receiveDescriptor } from '../syscalls/descriptor-socket.ts';
import { answerCall, nextCall, stillWaits } from '../syscalls/seccomp-notify.ts';
import { openWatch, type Watch } from '../syscalls/watch.ts';
import { changeDevice, isChange } from './change-device.ts';
import { isMknod, makeDevice } from './make-device.ts';
import { removeDevice } from './remove-device.ts';

/** Answers the calls of all filters whose descriptors come to `socket`, until the watch is closed. */
export function answerRequests(socket: number, sharedProc: boolean): Watch {
  const watch = openWatch();
  watch.add(socket, () => acceptAll(watch, socket, sharedProc));
  return watch;
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
  const answer = (errno: number | 'go on'): boolean => answerCall(listener, call, errno);
  const reply = { waits: () => stillWaits(listener, call), answer };
  if (isChange(call)) changeDevice(call, reply);
  else if (!isMknod(call)) removeDevice(call, reply);
  else if (sharedProc) answer(EPERM);
  else makeDevice(call, reply);
}
