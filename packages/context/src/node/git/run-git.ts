import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import type { Readable } from 'node:stream';
import { abortReason } from '@strake/core';
import { ContextError } from '../../error.ts';
import { systemCode } from '../host-error.ts';
import type { Remote } from './remote.ts';

/** What git is given of the outside. */
export interface GitAccess {
  /** Value of an `Authorization` header for HTTP remotes. One in the remote's URL comes first. */
  readonly authorization?: string;
  /** Socket of an SSH agent; without one no key is offered to SSH remotes. */
  readonly sshAuthSock?: string;
  /** Where `HTTPS_PROXY` and its like, `SSL_CERT_FILE` and `SSL_CERT_DIR` stand. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** Runs git; gives what it prints. Throws `GIT_FAILED` with what it says, `PROGRAM_MISSING`. */
export type Git = (args: readonly string[], signal?: AbortSignal) => Promise<string>;

/**
 * The system's git as a stranger's input may drive it: of the user's and the machine's configuration, environment, hooks,
 * helpers and keys it sees nothing, it asks nobody anything, and it speaks http, https, ssh and git only. `home` is a
 * private directory that is deleted afterwards: it gets a configuration file, which may hold a secret. Needs git 2.25.
 */
export function openGit(home: string, cwd: string, remote: Remote, access: GitAccess): Git {
  writeFileSync(join(home, '.gitconfig'), configuration(remote, access), { mode: 0o600 });
  const env = environment(home, access);
  return (args, signal) => run(args, { cwd, env, signal });
}

function configuration(remote: Remote, access: GitAccess): string {
  const authorization = remote.authorization ?? access.authorization;
  const header =
    remote.origin === undefined || authorization === undefined
      ? ''
      : `[http ${quoted(remote.origin)}]\n\textraHeader = ${quoted(`Authorization: ${authorization}`)}\n`;
  return `${SETTINGS}${header}`;
}

const SETTINGS = `[core]
	hooksPath = /dev/null
	attributesFile = /dev/null
	excludesFile = /dev/null
	fsmonitor = false
	autocrlf = false
	askPass =
	protectHFS = true
	protectNTFS = true
[credential]
	helper =
[protocol]
	allow = never
[protocol "https"]
	allow = always
[protocol "http"]
	allow = always
[protocol "ssh"]
	allow = always
[protocol "git"]
	allow = always
[gc]
	auto = 0
[maintenance]
	auto = false
[fetch]
	recurseSubmodules = false
[advice]
	detachedHead = false
`;

function quoted(text: string): string {
  return `"${text.replace(/[\\"]/g, '\\$&').replaceAll('\n', ' ')}"`;
}

const PASSED = /^(?:https?_proxy|no_proxy|all_proxy|SSL_CERT_FILE|SSL_CERT_DIR)$/i;

function environment(home: string, { env = {}, sshAuthSock }: GitAccess): Record<string, string> {
  const passed = Object.entries(env).filter(
    (pair): pair is [string, string] => PASSED.test(pair[0]) && pair[1] !== undefined,
  );
  const path = (process.env['PATH'] ?? '/usr/bin:/bin').split(delimiter).filter(isAbsolute).join(delimiter);
  return {
    ...Object.fromEntries(passed),
    PATH: path,
    HOME: home,
    XDG_CONFIG_HOME: home,
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_ALLOW_PROTOCOL: 'http:https:ssh:git',
    GIT_PROTOCOL_FROM_USER: '0',
    GIT_TERMINAL_PROMPT: '0',
    GIT_LFS_SKIP_SMUDGE: '1',
    GIT_SSH_VARIANT: 'ssh',
    GIT_SSH_COMMAND: sshCommand(home, sshAuthSock !== undefined),
    ...(sshAuthSock === undefined ? {} : { SSH_AUTH_SOCK: sshAuthSock }),
  };
}

/** Keys of hosts that the user knows must match; those of others are taken as they come, as Docker does, and not kept. */
function sshCommand(home: string, agent: boolean): string {
  const options = [
    'BatchMode=yes',
    'StrictHostKeyChecking=accept-new',
    `UserKnownHostsFile="${join(home, 'known_hosts')}" "~/.ssh/known_hosts"`,
    'IdentityFile=/dev/null',
    'ForwardAgent=no',
    ...(agent ? [] : ['IdentityAgent=none']),
  ];
  return [
    'ssh',
    '-F',
    '/dev/null',
    ...options.flatMap((option) => ['-o', `'${option.replaceAll("'", `'\\''`)}'`]),
  ].join(' ');
}

/** Bytes of output that are kept. */
const OUTPUT = 16 * 1024 * 1024;
const LAST_WORDS = 4096;

interface Run {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly signal: AbortSignal | undefined;
}

async function run(args: readonly string[], { cwd, env, signal }: Run): Promise<string> {
  signal?.throwIfAborted();
  // In a group of its own, so that the transports that git starts end with it.
  const child = spawn('git', args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const stop = (): void => killGroup(child);
  signal?.addEventListener('abort', stop);
  try {
    const [output, words, ended] = await Promise.all([
      firstBytes(child.stdout, OUTPUT),
      lastBytes(child.stderr, LAST_WORDS),
      exitOf(child),
    ]);
    if (signal?.aborted) throw abortReason(signal);
    if (ended instanceof Error) throw notRun(ended);
    if (ended !== 0) throw failed(args, words, ended);
    return output;
  } finally {
    signal?.removeEventListener('abort', stop);
    stop();
  }
}

function killGroup({ pid, exitCode }: ChildProcess): void {
  if (pid === undefined || exitCode !== null) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended.
  }
}

async function exitOf(child: ChildProcess): Promise<number | string | Error> {
  try {
    const [code, killer] = (await once(child, 'close')) as [number | null, string | null];
    return code ?? killer ?? 'nothing';
  } catch (error) {
    return error as Error;
  }
}

async function firstBytes(stream: Readable, limit: number): Promise<string> {
  let text = '';
  for await (const chunk of stream.setEncoding('utf8')) if (text.length < limit) text += String(chunk);
  return text;
}

async function lastBytes(stream: Readable, limit: number): Promise<string> {
  let text = '';
  for await (const chunk of stream.setEncoding('utf8')) text = (text + String(chunk)).slice(-limit);
  return text.trim();
}

function failed(args: readonly string[], words: string, exit: number | string): ContextError {
  const said = words.split('\n').filter((line) => /^(?:fatal|error|remote|ssh|.*: Permission)/i.test(line));
  const reason = (said.length > 0 ? said.slice(-3).join('; ') : words.split('\n').at(-1)) || `exit status ${exit}`;
  return new ContextError('GIT_FAILED', `git ${args.find((arg) => !arg.startsWith('-')) ?? ''} failed: ${reason}`, {
    data: { output: words, exit },
    ...hintFor(words),
  });
}

function hintFor(words: string): { readonly hint?: string } {
  if (/could not read Username|terminal prompts disabled|Authentication failed|HTTP Basic/i.test(words))
    return { hint: 'a private repository needs a token: pass it as the secret GIT_AUTH_TOKEN' };
  if (/Permission denied \(publickey|Could not read from remote/i.test(words))
    return { hint: 'is the path right, and does your SSH agent hold a key for it (ssh-add -l, --ssh default)?' };
  if (/Could not resolve host|Connection refused|timed out/i.test(words))
    return { hint: 'is the host right, and can this machine reach it?' };
  return {};
}

function notRun(cause: Error): ContextError {
  const missing = systemCode(cause) === 'ENOENT';
  return new ContextError('PROGRAM_MISSING', `cannot run git${missing ? '' : `: ${cause.message}`}`, {
    cause,
    hint: 'install git, or fetch the files yourself and name the directory',
    data: { program: 'git' },
  });
}
