/** Entry of a thread that reads portions of a context's files. */
import { parentPort } from 'node:worker_threads';
import type { PortionTask } from './portion.ts';
import { readPortion } from './read-portion.ts';

parentPort?.on('message', (task: PortionTask | 'close') => {
  if (task === 'close') parentPort?.close();
  else readPortion(task);
});
