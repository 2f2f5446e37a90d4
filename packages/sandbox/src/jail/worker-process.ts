import { spawn } from 'node:child_process';
import { Socket } from 'node:net';
import { takeFirstWorker, WORKER_FLAGS } from './first-worker.ts';
import { CHANNEL_FD, moduleFile } from './module-file.ts';
import { type NoCalls, Peer, type PeerOptions } from './peer.ts';
import type { WorkerProtocol } from './worker-protocol.ts';

/** A worker process. */
export interface Worker {
  readonly peer: Peer<NoCalls, WorkerProtocol>;
  kill(): void;
  /** Whether it is gone or about to be. */
  lost: boolean;
}

const LAST_WORDS = 4096;

/** The worker that was started beside this process, if one was; else a new one. */
export function firstWorker(): Worker {
  const first = takeFirstWorker();
  if (first === undefined) return startWorker();
  const socket = new Socket({ fd: first.receiving, readable: true, writable: false });
  const sending = new Socket({ fd: first.sending, readable: false, writable: true });
  // Nobody waits for it: its id is its own for as long as this process lives. Its last words are this process's.
  const kill = (): void => void process.kill(first.pid, 'SIGKILL');
  return { peer: peerOf({ socket, sending }, () => ''), kill, lost: false };
}

export function startWorker(): Worker {
  const child = spawn(process.execPath, [...WORKER_FLAGS, moduleFile('worker-main', import.meta.url)], {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    cwd: '/',
  });
  let words = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    words = (words + text).slice(-LAST_WORDS);
  });
  const peer = peerOf({ socket: child.stdio[CHANNEL_FD] as Socket }, () => words.trim());
  return { peer, kill: () => void child.kill('SIGKILL'), lost: false };
}

type Channel = Pick<PeerOptions<NoCalls>, 'socket' | 'sending'>;

function peerOf(channel: Channel, lastWords: () => string): Peer<NoCalls, WorkerProtocol> {
  return new Peer({
    ...channel,
    handlers: {},
    failure: 'JAIL_FAILED',
    keepAlive: true,
    postMortem: async () => `a worker ended: ${lastWords() || 'killed'}`,
  });
}
