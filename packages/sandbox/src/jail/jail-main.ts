/** Entry of the jail's process: lives as long as its channel, and takes everything with it when it ends. */
import { startWorker } from './worker-pool.ts';

process.umask(0o022);
// Ahead of the session, which needs it for its first layer, and of this process's own code: the two load at a time.
const worker = startWorker();
void import('./answer-owner.ts').then(({ answerOwner }) => answerOwner(worker));
