import { flushCompileCache } from 'node:module';
import { exitAtOnce } from '../syscalls/process.ts';

/**
 * Ends this process, what it has compiled kept. Node's own end waits for V8's threads, one of which may wait for this one to
 * collect garbage (nodejs/node#47452).
 */
export function endProcess(code: number): never {
  flushCompileCache();
  return exitAtOnce(code);
}
