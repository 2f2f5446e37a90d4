import { CHANNEL_FD } from './module-file.ts';

/**
 * The first worker of a jail comes up beside it: each takes some 50 ms to begin, and the jail has a task for it by then. The
 * shell that starts both gives them two pipes, for of sockets it can make none.
 */

/** What a worker holds for long are indexes; all else is gone with the next chunk. */
export const WORKER_FLAGS: readonly string[] = ['--max-semi-space-size=2', '--no-warnings', '--disable-sigusr1'];

/** How the jail knows its worker: a variable with the process id, and its own ends of the pipes. */
const PID = 'STRAKE_FIRST_WORKER';
const RECEIVING = 6;
const SENDING = 7;

/**
 * A shell's script that runs `$2` and what follows, a jail, and beside it the worker `$1`. Ends as the jail does. A shell
 * opens both ends of a pipe by their names in /proc; where those are not to be had, there is no worker. No quotes are in it
 * but double ones.
 */
export const BESIDE_WORKER: string = `worker=$1; shift
: | {
  [ -p /proc/self/fd/0 ] || { "$@" 0</dev/null; exit $?; }
  exec 4<>/proc/self/fd/0
  : | {
    exec 5<>/proc/self/fd/0 0</dev/null
    "$1" ${WORKER_FLAGS.join(' ')} "$worker" 4 ${CHANNEL_FD}</proc/self/fd/4 4>/proc/self/fd/5 5>&- &
    ${PID}=$! exec "$@" ${RECEIVING}</proc/self/fd/5 ${SENDING}>/proc/self/fd/4 4>&- 5>&-
  }
  exit $?
}
exit $?`;

export interface FirstWorker {
  readonly pid: number;
  /** Descriptors. */
  readonly receiving: number;
  readonly sending: number;
}

/** The worker beside this process, once. */
export function takeFirstWorker(): FirstWorker | undefined {
  const pid = Number(process.env[PID] ?? 0);
  delete process.env[PID];
  return pid === 0 ? undefined : { pid, receiving: RECEIVING, sending: SENDING };
}
