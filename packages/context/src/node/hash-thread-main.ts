/** Entry of a thread that hashes a file. */
import { parentPort, workerData } from 'node:worker_threads';
import { hashFile, type SeenFile } from './read-file.ts';

parentPort?.postMessage(hashFile(workerData as SeenFile), []);
