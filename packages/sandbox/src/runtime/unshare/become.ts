import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import { bringUpLoopback } from '../../syscalls/network.ts';
import { chdir, fchdir } from '../../syscalls/file.ts';
import { hasCode } from '../../syscalls/libc.ts';
import { detach, MountFlag, pivotRoot, restrict } from '../../syscalls/mount.ts';
import { enterNamespace, installFilter, NamespaceFlag, setHostname, unshare } from '../../syscalls/process.ts';
import { connectTo, sendDescriptor } from '../../syscalls/descriptor-socket.ts';
import { installAnsweredFilter } from '../../syscalls/seccomp-notify.ts';
import { controlBy, duplicate, openTerminal } from '../../syscalls/terminal.ts';
import { confine } from './confine.ts';
import { executeCommand } from './execute.ts';
import { COMPLAINTS_FD, type Launch, READY } from './launch.ts';
import { mountRoot } from './mount-root.ts';

let step = 'start';

/** What `execLaunch` was doing last. */
export function stepOf(): string {
  return step;
}

/** Becomes the command. Returns only by throwing. The caller is the first process of its pid namespace. */
export function execLaunch(launch: Launch): never {
  step = 'namespaces';
  enterNamespaces(launch);
  const listener = launch.listener && connectListener(launch.listener);
  step = 'mounts';
  const root = openSync(launch.rootfs, 'r');
  mountRoot(root, launch);
  step = 'root';
  enterRoot(root);
  if (launch.readonlyRoot) restrict('/', MountFlag.readonly);
  if (launch.terminal) takeTerminal();
  step = 'user';
  confine(launch, (program) => filterCalls(program, listener));
  step = 'exec';
  writeSync(COMPLAINTS_FD, READY);
  throw new Error(executeCommand(launch.args, launch.env));
}

function enterNamespaces({ hostname, network }: Launch): void {
  const { mount, ipc, uts, network: net } = NamespaceFlag;
  if (typeof network === 'object') enterFile(network.path, net);
  unshare(mount | ipc | uts | (network === 'none' ? net : 0));
  setHostname(hostname);
  if (network === 'none') bringUpLoopback();
}

function enterFile(path: string, flag: number): void {
  const fd = openSync(path, 'r');
  enterNamespace(fd, flag);
  closeSync(fd);
}

/** Makes the open directory the root, and lets go of the old one. */
function enterRoot(root: number): void {
  fchdir(root);
  pivotRoot('.', '.');
  detach('.');
  chdir('/');
  closeSync(root);
}

/** A terminal of the root's own devpts becomes input and output, once the jail has its end. */
function takeTerminal(): void {
  const { master, slave } = openTerminal('/dev/pts');
  controlBy(slave);
  writeSync(COMPLAINTS_FD, `T${master}\n`);
  waitForInput();
  for (const fd of [0, 1, 2]) duplicate(slave, fd);
}

/** The jail says that it has its end. What somebody types meanwhile may interrupt the wait. */
function waitForInput(): void {
  for (;;) {
    try {
      readSync(0, Buffer.alloc(1));
      return;
    } catch (error) {
      if (!hasCode(error, 'EINTR')) throw error;
    }
  }
}

/** A socket's name has 107 bytes at most: it is looked up where it is. */
function connectListener({ directory, name }: NonNullable<Launch['listener']>): number {
  chdir(directory);
  return connectTo(name);
}

function filterCalls(program: Uint8Array, listener: number | undefined): void {
  if (listener === undefined) installFilter(program);
  else sendDescriptor(listener, installAnsweredFilter(program));
}
