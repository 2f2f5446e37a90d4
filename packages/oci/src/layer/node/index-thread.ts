import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { IndexRequest, IndexSink } from '../indexer.ts';
import type { FromThread, ToThread } from './index-messages.ts';
import { ThreadSink } from './thread-sink.ts';

/** A thread that makes indexes, one at a time. */
export interface IndexThread {
  /** `done` is told whether the thread can take the next layer. */
  open(request: IndexRequest, done: (isFree: boolean) => void): IndexSink;
  end(): void;
}

/** Megabytes of its youngest objects: left to itself it would take many times what it needs. */
const LIMITS = { maxYoungGenerationSizeMb: 8 };

export function startIndexThread(): IndexThread {
  const thread = new Worker(moduleOf('index-thread-main'), { resourceLimits: LIMITS });
  const send = (message: ToThread): void =>
    thread.postMessage(message, message.kind === 'block' ? [message.block.buffer] : []);
  let sink: ThreadSink | undefined;
  thread.on('message', (message: FromThread) => sink?.take(message));
  thread.on('error', (error: Error) => sink?.fail(error));
  thread.on('exit', () => sink?.fail(new Error('a thread that indexes layers has ended')));
  return {
    end: () => void thread.terminate(),
    open(request, done) {
      sink = new ThreadSink(send, (isFree) => {
        sink = undefined;
        done(isFree);
      });
      send({ kind: 'open', ...request });
      return sink;
    },
  };
}

/** The module beside this one: TypeScript in the checkout, JavaScript in the package. */
function moduleOf(name: string): URL {
  return new URL(`./${name}${extname(import.meta.url)}`, import.meta.url);
}
