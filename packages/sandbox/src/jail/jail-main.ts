/** Entry of the jail's process: lives as long as its channel, and takes everything with it when it ends. */
import { firstWorker } from './worker-process.ts';

process.umask(0o022);
// Ahead of the session, which needs it for its first layer, and of this process's own code: the two load at a time.
const worker = firstWorker();
void import('./answer-owner.ts').then(({ answerOwner }) => answerOwner(worker));
