/** Entry of the process that runs commands without namespaces: lives as long as its channel, and then clears up. */
import { Socket } from 'node:net';
import { endProcess } from '../jail/end-process.ts';
import { CHANNEL_FD } from '../jail/module-file.ts';
import { Peer } from '../jail/peer.ts';
import type { JailProtocol, OwnerProtocol } from '../jail/protocol.ts';
import { createChrootJail } from './chroot-jail.ts';

const { handlers, clearUp } = createChrootJail(() => peer);
const peer: Peer<JailProtocol, OwnerProtocol> = new Peer({
  socket: new Socket({ fd: CHANNEL_FD }),
  handlers,
  failure: 'SNAPSHOT_FAILED',
  keepAlive: true,
});
void peer.closed.then(clearUp).then(() => endProcess(0));
