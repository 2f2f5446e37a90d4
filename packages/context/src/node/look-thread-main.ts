/** Entry of a thread that looks at names. */
import { parentPort } from 'node:worker_threads';
import { look, type LookTask } from './look-task.ts';

/** Tasks, or that there will be none any more. */
parentPort?.on('message', (tasks: readonly LookTask[] | 'close') => {
  if (tasks === 'close') return parentPort?.close();
  const found = tasks.map(look);
  parentPort?.postMessage(
    found,
    found.map(({ buffer }) => buffer),
  );
});
