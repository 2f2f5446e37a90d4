import { flushCompileCache } from 'node:module';
import type { Handlers } from './peer.ts';
import type { WorkerProtocol } from './worker-protocol.ts';

/**
 * The handlers, which keep what a worker has compiled when it has done a task of a kind for the first time: workers are
 * killed with the jail. It is kept before the task is answered: the next one may change the process's root.
 */
export function keepingCode(handlers: Handlers<WorkerProtocol>): Handlers<WorkerProtocol> {
  const kinds = new Set<string>();
  const keepOnce = (kind: string): void => {
    if (!kinds.has(kind)) flushCompileCache();
    kinds.add(kind);
  };
  const keeping = Object.entries(handlers).map(([kind, handle]) => [
    kind,
    async (...asked: Parameters<typeof handle>) => {
      const result = await (handle as Handler)(...asked);
      if (isDone(result)) keepOnce(kind);
      return result;
    },
  ]);
  return Object.fromEntries(keeping) as Handlers<WorkerProtocol>;
}

type Handler = (...asked: readonly unknown[]) => Promise<WorkerProtocol[keyof WorkerProtocol]['result']>;

/** Not so when the worker has only been told where the store is, or found no layer there. */
function isDone(result: WorkerProtocol[keyof WorkerProtocol]['result']): boolean {
  return result !== null && (!('found' in result) || result.found);
}
