import { closeSync, openSync } from 'node:fs';
import { RUN_SIGNALS, type RunInput, type RunSignal } from '@strake/sandbox';
import type { CommandContext } from '../command.ts';

/** As of Docker's client: a command that hears none of so many is given up. */
const LAST = 3;
/** Milliseconds for a command to end once nobody can reach it from a terminal any more: those of `docker stop`. */
const GRACE = 10_000;

/**
 * Passes this process's signals on to a command, which decides what they mean, until the result is called. The third that
 * asks it to end is for this process: it then ends the command and itself.
 */
export function passSignals(
  input: RunInput,
  { divertSignals, terminal }: CommandContext,
  hasTerminal: boolean,
): () => void {
  const connected = terminalThere();
  let asked = 0;
  let timer: NodeJS.Timeout | undefined;
  const giveUp = (name: RunSignal): void => {
    stop();
    process.kill(process.pid, name);
  };
  const pass = (name: RunSignal): void => {
    if (name === 'SIGINT' || name === 'SIGTERM') asked += 1;
    if (asked === LAST) return giveUp(name);
    input.signal(name);
    if (asked === LAST - 1 && terminal.isTTY && !hasTerminal)
      terminal.err('\nthe command goes on; once more ends it\n');
    if (name === 'SIGHUP' && connected && !terminalThere()) timer ??= setTimeout(giveUp, GRACE, name);
  };
  // A terminal of its own tells the command of its size.
  const names = RUN_SIGNALS.filter((name) => !(hasTerminal && name === 'SIGWINCH'));
  const restore = divertSignals(names, pass);
  const stop = (): void => {
    clearTimeout(timer);
    restore();
  };
  return stop;
}

/** Whether this process has a terminal that can reach it; one that was closed is there no more. */
function terminalThere(): boolean {
  try {
    closeSync(openSync('/dev/tty', 'r'));
    return true;
  } catch {
    return false;
  }
}
