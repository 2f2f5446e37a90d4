/** Entry of a worker process: unpacks and captures layers for the jail that started it. */
import { Socket } from 'node:net';
import { endProcess } from './end-process.ts';
import { createWorker } from './worker.ts';
import { keepingCode } from './keeping-code.ts';
import { type NoCalls, Peer } from './peer.ts';
import { CHANNEL_FD } from './module-file.ts';
import type { WorkerProtocol } from './worker-protocol.ts';

/** Where it sends, if its channel is two pipes. */
const [, , sending] = process.argv;

const peer = new Peer<WorkerProtocol, NoCalls>({
  socket: new Socket({ fd: CHANNEL_FD, readable: true, writable: sending === undefined }),
  ...(sending !== undefined && { sending: new Socket({ fd: Number(sending), readable: false, writable: true }) }),
  handlers: keepingCode(createWorker()),
  failure: 'SNAPSHOT_FAILED',
  keepAlive: true,
});
// Loaded ahead of the first task, which needs it.
void import('@strake/oci/node');
void peer.closed.then(() => endProcess(0));
