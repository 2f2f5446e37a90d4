import { moduleBeside } from '@strake/core';
import type { FromThread, Made, ToThread, Work } from './index-messages.ts';
import { ThreadSink } from './thread-sink.ts';

/** A thread that makes indexes. */
export interface IndexThread {
  /** Layers that it works on. */
  readonly load: number;
  /** Whether it can take no more. */
  readonly isGone: boolean;
  /** `read` takes what was made. `done` is called once the thread has nothing to do with the layer any more. */
  open<T>(work: Work, read: (made: Made) => T, done: () => void): ThreadSink<T>;
  /** Lets it end by itself, once nothing is being unpacked any more. */
  end(): void;
}

/** Megabytes of its youngest objects: left to itself it would take many times what it needs. */
const LIMITS = { maxYoungGenerationSizeMb: 8 };

export function startIndexThread(): IndexThread {
  const { Worker } = process.getBuiltinModule('node:worker_threads');
  const thread = new Worker(moduleBeside('index-thread-main', import.meta.url), {
    env: {},
    execArgv: [],
    resourceLimits: LIMITS,
  });
  const send = (message: ToThread): void =>
    thread.postMessage(message, message.kind === 'block' ? [message.block.buffer] : []);
  const sinks = new Map<number, Pick<ThreadSink<unknown>, 'take' | 'fail'>>();
  let serial = 0;
  let isGone = false;
  const failAll = (error: Error): void => {
    isGone = true;
    for (const sink of sinks.values()) sink.fail(error);
  };
  thread.on('message', (message: FromThread) => sinks.get(message.layer)?.take(message));
  thread.on('error', failAll);
  thread.on('exit', () => failAll(new Error('a thread that indexes layers has ended')));
  return {
    get load() {
      return sinks.size;
    },
    get isGone() {
      return isGone;
    },
    end: () => send({ kind: 'close' }),
    open(work, read, done) {
      const layer = ++serial;
      const sink = new ThreadSink(layer, send, read, () => {
        sinks.delete(layer);
        done();
      });
      sinks.set(layer, sink);
      send({ layer, kind: 'open', ...work });
      return sink;
    },
  };
}
