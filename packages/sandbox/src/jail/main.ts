/** Entry of the jail's process: lives as long as its channel, and takes everything with it when it ends. */
import { Socket } from 'node:net';
import { createJail } from './jail.ts';
import { CHANNEL_FD } from './module-file.ts';
import { Peer } from './peer.ts';
import type { JailProtocol, OwnerProtocol } from './protocol.ts';

const peer: Peer<JailProtocol, OwnerProtocol> = new Peer({
  socket: new Socket({ fd: CHANNEL_FD }),
  handlers: createJail(() => peer),
  failure: 'SNAPSHOT_FAILED',
  keepAlive: true,
});
void peer.closed.then(() => process.exit(0));
