/** Entry of a worker process: unpacks and captures layers for the jail that started it. */
import { flushCompileCache } from 'node:module';
import { Socket } from 'node:net';
import { createWorker } from './worker.ts';
import { type NoCalls, Peer } from './peer.ts';
import { CHANNEL_FD } from './module-file.ts';
import type { WorkerProtocol } from './worker-protocol.ts';

const peer = new Peer<WorkerProtocol, NoCalls>({
  socket: new Socket({ fd: CHANNEL_FD }),
  handlers: createWorker(),
  failure: 'SNAPSHOT_FAILED',
  keepAlive: true,
});
// Loaded ahead of the first task, which needs it. Workers are killed with the jail: what they compiled is kept as soon as
// they are up.
void import('@strake/oci/node').then(() => setImmediate(flushCompileCache));
void peer.closed.then(() => process.exit(0));
