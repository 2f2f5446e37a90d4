import { availableParallelism } from 'node:os';
import { startWorker, type Worker } from './worker-process.ts';
import type { WorkerPlaces, WorkerProtocol } from './worker-protocol.ts';

type Task = Exclude<keyof WorkerProtocol, 'open'>;

/** Worker processes, started when needed. Each does one task at a time. */
export interface WorkerPool {
  run<K extends Task>(
    task: K,
    params: WorkerProtocol[K]['params'],
    signal: AbortSignal,
  ): Promise<WorkerProtocol[K]['result']>;
  /** Starts a worker ahead of its first task. */
  warm(): void;
  /** Ends the workers that have not opened the store: they would make its directories anew where it has been removed. */
  close(): Promise<void>;
}

/** Hashing and inflating keep a core busy; more processes than this only wait for the disk. */
const MOST = 4;

/** Milliseconds that a task waits for a busy worker before another is started: that takes half of it by itself. */
const PATIENCE = 200;

/** Workers on a store; `first` is one that was started before it was known where that is. */
export function createWorkerPool(places: WorkerPlaces, first?: Worker): WorkerPool {
  const idle: Worker[] = [];
  const queue: ((worker: Worker) => void)[] = [];
  const limit = Math.max(1, Math.min(MOST, availableParallelism()));
  const opening = new Set<Worker>();
  let count = 0;

  const employ = (worker: Worker): Worker => {
    count += 1;
    opening.add(worker);
    const opened = (): boolean => opening.delete(worker);
    // A failure is that of the task that comes next.
    worker.peer.call('open', places).then(opened, opened);
    const lost = (): void => {
      worker.lost = true;
      count -= 1;
      if (idle.includes(worker)) idle.splice(idle.indexOf(worker), 1);
      reinforce();
    };
    void worker.peer.closed.then(lost);
    return worker;
  };
  const start = (): Worker => employ(startWorker());
  const reinforce = (): void => {
    if (queue.length > 0 && count < limit) queue.shift()?.(start());
  };
  const acquire = async (): Promise<Worker> => {
    const ready = idle.pop();
    if (ready !== undefined) return ready;
    if (count === 0) return start();
    setTimeout(reinforce, PATIENCE).unref();
    return new Promise((resolve) => queue.push(resolve));
  };
  const giveBack = (worker: Worker): void => {
    if (worker.lost) return;
    const next = queue.shift();
    if (next === undefined) idle.push(worker);
    else next(worker);
  };

  if (first) idle.push(employ(first));
  return {
    warm: () => void (count === 0 && idle.push(start())),
    close: () => end([...opening]),
    async run(task, params, signal) {
      const worker = await acquire();
      const kill = (): void => {
        worker.lost = true;
        worker.kill();
      };
      signal.addEventListener('abort', kill, { once: true });
      try {
        return await worker.peer.call(task, params, { signal });
      } finally {
        signal.removeEventListener('abort', kill);
        giveBack(worker);
      }
    },
  };
}

async function end(workers: readonly Worker[]): Promise<void> {
  for (const worker of workers) worker.kill();
  await Promise.all(workers.map(({ peer }) => peer.closed));
}
