import { type ChildProcess, spawn } from 'node:child_process';
import { delimiter, isAbsolute } from 'node:path';
import { abortReason } from '@strake/core';
import { ExecutorError } from '@strake/executor';

/** Runs the system's git and gives its standard output. Throws `ExecutorError` with what git said. */
export type RunGit = (args: readonly string[], options?: { readonly directory?: string }) => Promise<string>;

export interface GitOptions {
  /** Git's home: a directory without settings of anybody. */
  readonly home: string;
  /** Value of the `Authorization` header for the host of `remote`, for it alone. */
  readonly authorization?: string | undefined;
  /** For messages and `authorization`. */
  readonly remote: string;
  /** The agent that ssh asks for keys. */
  readonly sshSocket?: string | undefined;
  readonly signal: AbortSignal;
}

/** Bytes of output that are kept. */
const OUTPUT_LIMIT = 16 * 1024 * 1024;
const COMPLAINT_LIMIT = 64 * 1024;
const STOP_MS = 5000;

/**
 * A git that does what it is told and nothing that a repository, a setting of the user or the environment may want beyond:
 * no hooks, no helpers, no prompts, no transports but http, https, ssh and git. Arguments from outside stand behind `--`.
 */
export function createGit(options: GitOptions): RunGit {
  const env = environment(options);
  return (args, { directory } = {}) =>
    new Promise((resolve, reject) => {
      const { signal } = options;
      if (signal.aborted) return reject(abortReason(signal));
      const where = directory === undefined ? [] : ['-C', directory];
      const child = spawn('git', [...where, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
      let killing: NodeJS.Timeout | undefined;
      const stop = (): void => {
        killGroup(child, 'SIGTERM');
        killing ??= setTimeout(() => killGroup(child, 'SIGKILL'), STOP_MS).unref();
      };
      signal.addEventListener('abort', stop, { once: true });
      const ended = (): void => {
        clearTimeout(killing);
        signal.removeEventListener('abort', stop);
      };
      const output = gather(child.stdout, OUTPUT_LIMIT, stop);
      const complaint = gather(child.stderr, COMPLAINT_LIMIT);
      child.once('error', (error) => {
        ended();
        reject(notRun(error));
      });
      child.once('close', (code) => {
        ended();
        if (signal.aborted) reject(abortReason(signal));
        else if (code === 0) resolve(output.text());
        else reject(failed(options, args[0] ?? '', complaint.text()));
      });
    });
}

/** Git's transports are processes of their own, which do not end with it while they wait for a server. */
function killGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // It has ended.
  }
}

function gather(stream: NodeJS.ReadableStream, limit: number, tooMuch?: () => void): { text(): string } {
  const chunks: Uint8Array[] = [];
  let size = 0;
  stream.on('data', (chunk: Uint8Array) => {
    size += chunk.byteLength;
    if (size <= limit) chunks.push(chunk);
    else tooMuch?.();
  });
  return { text: () => Buffer.concat(chunks).toString() };
}

const TRANSPORTS = ['http', 'https', 'ssh', 'git'];

/** Settings by which git would run programs, ask somebody, or read what lies elsewhere on this machine. */
const SETTINGS: readonly (readonly [name: string, value: string])[] = [
  ['protocol.allow', 'never'],
  ...TRANSPORTS.map((name) => [`protocol.${name}.allow`, 'always'] as const),
  ['core.hooksPath', '/dev/null'],
  ['core.fsmonitor', 'false'],
  ['core.autocrlf', 'false'],
  ['credential.helper', ''],
  ['advice.detachedHead', 'false'],
  ['init.defaultBranch', 'main'],
  ['gc.auto', '0'],
  ['maintenance.auto', 'false'],
  ['submodule.recurse', 'false'],
  // A transfer that stands still ends, also when nobody is left to stop it.
  ['http.lowSpeedLimit', '1'],
  ['http.lowSpeedTime', '600'],
];

/**
 * No settings and no keys of the user: only those of the agent that was allowed. A host nobody knows is taken as it is and
 * not written down, as with Docker; one whose key has changed is refused.
 */
const SSH = [
  'ssh -F /dev/null -oBatchMode=yes -oIdentityFile=/dev/null -oStrictHostKeyChecking=accept-new',
  String.raw`-oUserKnownHostsFile="\"$HOME/known_hosts\" ~/.ssh/known_hosts"`,
].join(' ');

/** What of the environment git may see. */
const PASSED = /^(?:(?:https?|all|no)_proxy|ssl_cert_(?:file|dir))$/i;

function environment({ home, authorization, remote, sshSocket }: GitOptions): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => PASSED.test(name));
  const path = (process.env['PATH'] ?? '/usr/bin:/bin').split(delimiter).filter(isAbsolute).join(delimiter);
  const header =
    authorization === undefined
      ? []
      : [[`http.${new URL(remote).origin}/.extraHeader`, `Authorization: ${authorization}`]];
  const settings = [...SETTINGS, ...header];
  return {
    ...Object.fromEntries(own),
    PATH: path,
    HOME: home,
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_TERMINAL_PROMPT: '0',
    GIT_ALLOW_PROTOCOL: TRANSPORTS.join(':'),
    GIT_SSH_COMMAND: SSH,
    ...(sshSocket === undefined ? {} : { SSH_AUTH_SOCK: sshSocket }),
    GIT_CONFIG_COUNT: String(settings.length),
    ...Object.fromEntries(
      settings.flatMap(([name, value], i) => [
        [`GIT_CONFIG_KEY_${i}`, name],
        [`GIT_CONFIG_VALUE_${i}`, value],
      ]),
    ),
  };
}

function notRun(cause: Error): ExecutorError {
  return new ExecutorError('NO_SOURCE', 'cannot run git, which fetches repositories', { cause, hint: 'install git' });
}

function failed({ remote, sshSocket }: GitOptions, command: string, complaint: string): ExecutorError {
  const said = complaint.replace(SSH_CLOSING, '').trim().split('\n').slice(-5).join('\n');
  const why = said.replaceAll(remote, shownRemote(remote)) || 'it does not say why';
  const [, hint] = HINTS.find(([pattern]) => pattern.test(complaint)) ?? [];
  return new ExecutorError('NO_SOURCE', `${shownRemote(remote)}: git ${command} failed: ${why}`, {
    ...(hint === undefined ? {} : { hint: hint(sshSocket !== undefined) }),
  });
}

/** What git says after every failure of ssh, whatever that has said before. */
const SSH_CLOSING =
  /^(?:fatal: Could not read from remote repository\.|Please make sure you have the correct access rights|and the repository exists\.)$/gm;

/** What to do, by what git or ssh says; an agent was there or not. */
const HINTS: readonly (readonly [said: RegExp, hint: (agent: boolean) => string])[] = [
  [
    /Permission denied \((?:publickey|password)/,
    (agent) =>
      agent
        ? 'the server takes none of the keys of the agent: ssh-add -l lists them; is the user of the URL right?'
        : 'no key was offered: only those of an agent are. Start one (eval "$(ssh-agent)" && ssh-add) and pass --ssh default',
  ],
  [
    /Host key verification failed|REMOTE HOST IDENTIFICATION HAS CHANGED/,
    () => 'its key is another than ~/.ssh/known_hosts has: make sure that it is meant, then ssh-keygen -R HOST',
  ],
  [
    /Connection refused|Could ?n[o']t (?:resolve|connect)|Failed to connect|No route to host|timed out/i,
    () => 'nobody answers there: are host and port right, is this machine offline?',
  ],
  [
    /could not read (?:Username|Password)|Authentication failed/,
    () => 'it wants a login: pass a token with --secret id=GIT_AUTH_TOKEN,env=NAME',
  ],
  [/does not appear to be a git repository|[Rr]epository (?:.* )?not found/, () => 'is the path of the URL right?'],
];

/** A remote without its login, which may be secret. */
export function shownRemote(remote: string): string {
  return remote.replace(/^([a-z]+:\/\/)[^/@]*@/i, '$1');
}
