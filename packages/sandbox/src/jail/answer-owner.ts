import { Socket } from 'node:net';
import { closeOthersOnExec } from '../syscalls/process.ts';
import { endProcess } from './end-process.ts';
import { createJail } from './jail.ts';
import { CHANNEL_FD } from './module-file.ts';
import { Peer } from './peer.ts';
import type { JailProtocol, OwnerProtocol } from './protocol.ts';
import type { Worker } from './worker-process.ts';

/** Makes this process a jail that answers whoever started it, and ends when that is gone. `worker` is its first. */
export function answerOwner(worker: Worker): void {
  closeOthersOnExec();
  const peer: Peer<JailProtocol, OwnerProtocol> = new Peer({
    socket: new Socket({ fd: CHANNEL_FD }),
    handlers: createJail(() => peer, worker),
    failure: 'SNAPSHOT_FAILED',
    keepAlive: true,
  });
  void peer.closed.then(() => endProcess(0));
}
