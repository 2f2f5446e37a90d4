import { startThreads } from './start-threads.ts';

/** What a thread's answer needs of it: Node's `Worker` is one. */
interface Thread {
  on(event: 'message' | 'error' | 'exit', listener: (value: unknown) => void): unknown;
  terminate(): unknown;
}

/** The one answer of a thread; who disposes it wants none any more. */
export interface ThreadAnswer<T> extends Disposable {
  /** Undefined where the thread ended without: whoever does the work again learns why. */
  readonly answer: Promise<T | undefined>;
}

/** Starts threads that answer once, at most `most` at a time; gives undefined where there are as many, or no more to be had. */
export function answeringThreads<T>(most: number): (start: () => Thread) => ThreadAnswer<T> | undefined {
  let running = 0;
  return (start) => {
    if (running >= most) return undefined;
    const [thread] = startThreads(1, start);
    if (!thread) return undefined;
    running += 1;
    const { promise, resolve } = Promise.withResolvers<T | undefined>();
    thread.on('message', (answer) => resolve(answer as T));
    thread.on('error', () => resolve(undefined));
    thread.on('exit', () => {
      running -= 1;
      resolve(undefined);
    });
    return { answer: promise, [Symbol.dispose]: () => void thread.terminate() };
  };
}
