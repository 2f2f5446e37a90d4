import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { freePort } from '../../../packages/sandbox/src/testing/free-port.ts';

/** Debian's sshd on 127.0.0.1, with keys of its own, and agents whose keys it takes or does not. */
export interface SshServer extends AsyncDisposable {
  /** `ssh://USER@127.0.0.1:PORT`. */
  readonly url: string;
  readonly port: number;
  /** Socket of an agent with the key that the server takes. */
  readonly agent: string;
  /** Socket of an agent with another. */
  readonly stranger: string;
}

/** Files go into `directory`, which is new. */
export async function openSshServer(directory: string): Promise<SshServer> {
  mkdirSync(directory, { recursive: true });
  const file = (name: string): string => join(directory, name);
  for (const name of ['host', 'user', 'other'])
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', file(name)]);
  const port = await freePort();
  writeFileSync(file('config'), config(directory, port));
  // As root, sshd wants an empty directory there.
  if (process.getuid?.() === 0 && !existsSync('/run/sshd')) mkdirSync('/run/sshd', { mode: 0o755 });
  const server = spawn('/usr/sbin/sshd', ['-D', '-e', '-f', file('config')], { stdio: 'ignore' });
  const agents = ['user', 'other'].map((name) =>
    spawn('ssh-agent', ['-D', '-a', file(`${name}.agent`)], { stdio: 'ignore' }),
  );
  await Promise.all([listening(port), ...['user', 'other'].map((name) => appears(file(`${name}.agent`)))]);
  for (const name of ['user', 'other'])
    execFileSync('ssh-add', ['-q', file(name)], { env: { ...process.env, SSH_AUTH_SOCK: file(`${name}.agent`) } });
  return {
    url: `ssh://${userInfo().username}@127.0.0.1:${port}`,
    port,
    agent: file('user.agent'),
    stranger: file('other.agent'),
    [Symbol.asyncDispose]: async () => void (await Promise.all([server, ...agents].map(stop))),
  };
}

function config(directory: string, port: number): string {
  return [
    `Port ${port}`,
    'ListenAddress 127.0.0.1',
    `HostKey ${directory}/host`,
    `AuthorizedKeysFile ${directory}/user.pub`,
    'PidFile none',
    'StrictModes no',
    'UsePAM no',
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
    'PermitRootLogin prohibit-password',
    'MaxStartups 20',
    '',
  ].join('\n');
}

/** Waits at most five seconds. */
async function until(isTrue: () => boolean | Promise<boolean>): Promise<void> {
  for (let left = 250; left > 0; left -= 1) {
    if (await isTrue()) return;
    await setTimeout(20);
  }
  throw new Error('it does not start');
}

function listening(port: number): Promise<void> {
  return until(async () => {
    const socket = connect(port, '127.0.0.1');
    try {
      await once(socket, 'connect');
      return true;
    } catch {
      return false;
    } finally {
      socket.destroy();
    }
  });
}

function appears(path: string): Promise<void> {
  return until(() => existsSync(path));
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  await once(child, 'exit');
}
