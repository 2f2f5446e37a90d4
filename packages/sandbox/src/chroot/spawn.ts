import { spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import { CHANNEL_FD, moduleFile } from '../jail/module-file.ts';
import type { JailProcess } from '../jail/spawn.ts';
import { OWNER_FD } from './keeper.ts';

const NODE_FLAGS = ['--no-warnings', '--disable-sigusr1', '--max-semi-space-size=4'];
const LAST_WORDS = 4096;
/** Milliseconds that it has to clear up when nobody wants it any more. */
const FAREWELL = 5_000;

/**
 * Starts the process that owns what commands need without namespaces. The kernel undoes nothing here: it is a session of
 * its own, so that a terminal's signals do not reach it, and it clears up when its channel ends, however its owner ended.
 */
export function spawnChrootJail(): JailProcess {
  const child = spawn(process.execPath, [...NODE_FLAGS, moduleFile('chroot-main', import.meta.url)], {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'] },
    cwd: '/',
    detached: true,
  });
  let words = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    words = (words + text).slice(-LAST_WORDS);
  });
  const socket = child.stdio[CHANNEL_FD] as Socket;
  const lifeline = child.stdio[OWNER_FD] as Socket;
  const exited = new Promise<void>((resolve) => child.once('close', () => resolve()).once('error', () => resolve()));
  const loosen = (): void => {
    child.unref();
    for (const stream of [child.stderr as Socket, socket, lifeline]) stream.unref();
  };
  loosen();
  return {
    socket,
    lastWords: () => words.trim(),
    exited() {
      child.ref();
      (child.stderr as Socket).ref();
      return exited;
    },
    loosen,
    kill() {
      for (const end of [socket, lifeline]) end.destroy();
      const timer = setTimeout(() => child.kill('SIGKILL'), FAREWELL);
      void exited.then(() => clearTimeout(timer));
    },
    diesWhole: false,
  };
}
