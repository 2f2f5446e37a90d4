/** Entry of a thread that looks at names. */
import { parentPort } from 'node:worker_threads';
import { look, type LookTask } from './look-task.ts';

parentPort?.on('message', (tasks: readonly LookTask[]) => {
  const found = tasks.map(look);
  parentPort?.postMessage(
    found,
    found.map(({ buffer }) => buffer),
  );
});
