import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { temporaryDirectory } from './temporary-directory.ts';

/** A git:// server of this machine, gone when the test is over. */
export interface GitServer {
  /** Without a slash at its end. */
  readonly url: string;
  /** Connections so far. */
  connections(): number;
  /** Makes a repository with one branch, `main`, and gives a way to run git in it. */
  repository(name: string, files?: Readonly<Record<string, string>>): Repository;
}

export interface Repository {
  git(...args: readonly string[]): string;
  /** Writes files and commits everything; text that begins with `-> ` makes a link. Gives the commit. */
  commit(files: Readonly<Record<string, string>>): string;
}

export async function gitServer(): Promise<GitServer> {
  const root = temporaryDirectory();
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    const args = ['daemon', '--inetd', '--export-all', `--base-path=${root}`, '--informative-errors', root];
    const child = spawn('git', args, { stdio: ['pipe', 'pipe', 'ignore'] });
    socket.pipe(child.stdin);
    child.stdout.pipe(socket);
    for (const stream of [socket, child.stdin, child.stdout]) stream.on('error', () => socket.destroy());
    socket.on('close', () => child.kill());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return {
    url: `git://127.0.0.1:${(server.address() as AddressInfo).port}`,
    connections: () => connections,
    repository(name, files) {
      const made = createRepository(join(root, name));
      if (files) made.commit(files);
      return made;
    },
  };
}

function createRepository(path: string): Repository {
  mkdirSync(path);
  const git = (...args: readonly string[]): string => {
    const ran = spawnSync('git', ['-c', 'user.name=n', '-c', 'user.email=e@e', ...args], {
      cwd: path,
      encoding: 'utf8',
    });
    if (ran.status !== 0) throw new Error(ran.stderr);
    return ran.stdout.trim();
  };
  git('init', '--quiet', '--initial-branch=main');
  return {
    git,
    commit(files) {
      for (const [file, text] of Object.entries(files)) {
        mkdirSync(dirname(join(path, file)), { recursive: true });
        if (text.startsWith('-> ')) symlinkSync(text.slice(3), join(path, file));
        else writeFileSync(join(path, file), text, { mode: text.startsWith('#!') ? 0o755 : 0o600 });
      }
      git('add', '--all', '--force');
      git('commit', '--quiet', '--allow-empty', '--message', 'change');
      return git('rev-parse', 'HEAD');
    },
  };
}
