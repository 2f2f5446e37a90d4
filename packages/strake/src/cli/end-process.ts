import { accessSync, constants } from 'node:fs';
import { flushCompileCache } from 'node:module';
import type { Stream } from 'node:stream';

const SHELL = '/bin/sh';

/**
 * Ends a process whose output is written and that nothing keeps alive. Node's own end waits for V8's threads, and one of them
 * may wait for this one to collect garbage (nodejs/node#47452): of some hundred builds on a busy machine one never ended. A
 * program in this one's place ends its threads, whatever they do. `streams` are those of the terminal that have been used.
 */
export function endProcess(code: number, streams: readonly Stream[]): never {
  if (canBeReplaced()) {
    process.emit('exit', code);
    flushCompileCache();
    leaveBlocking(streams);
    process.execve?.(SHELL, ['sh', '-c', 'exit "$0"', String(code)], {});
  }
  process.exit(code);
}

/** Not where Node has been told to write something at its end, as profilers are. */
function canBeReplaced(): boolean {
  const { platform, execArgv, env } = process;
  if (platform !== 'linux' || execArgv.length > 0 || env['NODE_OPTIONS'] || env['NODE_V8_COVERAGE']) return false;
  try {
    accessSync(SHELL, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Others write to the same pipes, and know nothing of what Node has made of them: it puts that right at its own end alone. */
function leaveBlocking(streams: readonly Stream[]): void {
  for (const stream of streams) {
    const { _handle: handle } = stream as { _handle?: { setBlocking?(blocking: boolean): void } };
    handle?.setBlocking?.(true);
  }
}
