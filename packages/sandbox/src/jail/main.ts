/** Entry of the jail's process: lives as long as its channel, and takes everything with it when it ends. */
import { Socket } from 'node:net';
import { closeOthersOnExec } from '../syscalls/process.ts';
import { createJail } from './jail.ts';
import { CHANNEL_FD } from './module-file.ts';
import { Peer } from './peer.ts';
import type { JailProtocol, OwnerProtocol } from './protocol.ts';
import { startWorker } from './worker-pool.ts';

process.umask(0o022);
closeOthersOnExec();
// Ahead of the session, which needs it for its first layer.
const worker = startWorker();
const peer: Peer<JailProtocol, OwnerProtocol> = new Peer({
  socket: new Socket({ fd: CHANNEL_FD }),
  handlers: createJail(() => peer, worker),
  failure: 'SNAPSHOT_FAILED',
  keepAlive: true,
});
void peer.closed.then(() => process.exit(0));
