/**
 * Entry of a keeper: the parent of one command. Orphans of the command become its children, and it ends only when none is
 * left: when the command has ended, or when the other end of a lifeline is closed, by whoever holds it or its death. One is
 * the jail's, the other that of the jail's owner: a command can make the jail wait (see spawnJail), but not the keeper, who
 * reads nothing of it.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { constants } from 'node:os';
import { Socket } from 'node:net';
import { endProcess } from '../jail/end-process.ts';
import { moduleFile } from '../jail/module-file.ts';
import { RUN_SIGNALS } from '../runtime/run-signal.ts';
import { adoptOrphans } from '../syscalls/process.ts';
import { COMPLAINTS_FD, LAUNCHER_FLAGS, LIFELINE_FD, ORDERS_FD, OWNER_LIFELINE_FD } from './keeper.ts';
import { killDescendants } from './processes.ts';

adoptOrphans();
// Its signals are the command's. Before there is one they mean nothing.
let launcher: ChildProcess | undefined;
for (const name of RUN_SIGNALS) process.on(name, () => launcher?.kill(name));
launcher = spawn(process.execPath, [...LAUNCHER_FLAGS, moduleFile('chroot-launcher-main', import.meta.url)], {
  stdio: [0, 1, 2, ORDERS_FD, COMPLAINTS_FD],
  cwd: '/',
  // A session of its own: no controlling terminal that the command could read from or type into.
  detached: true,
  env: { UV_USE_IO_URING: '0' },
});
let code = 255;
const ended = new Promise<void>((resolve) => {
  launcher.once('error', () => resolve());
  launcher.once('exit', (status, signal) => {
    code = status ?? 128 + (signal === null ? 0 : constants.signals[signal]);
    resolve();
  });
});
const cut = new Promise<void>((resolve) => {
  for (const fd of [LIFELINE_FD, OWNER_LIFELINE_FD])
    new Socket({ fd }).resume().once('close', () => {
      code = 128 + constants.signals.SIGKILL;
      resolve();
    });
});
void Promise.race([ended, cut])
  .then(killDescendants)
  .then(() => endProcess(code));
