/** Entry of a thread that hashes a file while another writes it. */
import { parentPort, workerData } from 'node:worker_threads';
import { type Followed, hashFollowed } from './hash-followed.ts';

parentPort?.postMessage(hashFollowed(workerData as Followed), []);
