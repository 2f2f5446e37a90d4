/** Entry of a worker process: unpacks and captures layers for the jail that started it. */
import { Socket } from 'node:net';
import { createWorker } from './worker.ts';
import { type NoCalls, Peer } from './peer.ts';
import { CHANNEL_FD } from './module-file.ts';
import type { WorkerProtocol } from './worker-protocol.ts';

const [storeDir = ''] = process.argv.slice(2);
const peer = new Peer<WorkerProtocol, NoCalls>({
  socket: new Socket({ fd: CHANNEL_FD }),
  handlers: createWorker(storeDir),
  failure: 'SNAPSHOT_FAILED',
  keepAlive: true,
});
await peer.closed;
process.exit(0);
