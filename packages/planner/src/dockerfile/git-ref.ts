import { parseBoolean } from './build-args.ts';
import { cleanPath } from './paths.ts';

/** A git repository as ADD names it. */
export interface GitRef {
  readonly remote: string;
  readonly ref?: string;
  readonly subdir?: string;
  readonly checksum?: string;
  readonly keepGitDir?: boolean;
  readonly submodules?: boolean;
  readonly fetchByCommit?: boolean;
}

/** `message` says what is wrong with a source that is meant to be a repository. */
export type ParsedGitRef =
  | { readonly ok: true; readonly value: GitRef }
  | { readonly ok: false; readonly message: string };

const URL_PATTERN = /^(https?|ssh|git):\/\/([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/is;
const SCP_PATTERN = /^([a-zA-Z0-9-_]+@[a-zA-Z0-9-.]+:[^?#]*)(?:\?([^#]*))?(?:#(.*))?$/s;

/**
 * Reads `user@host:path`, `ssh://`, `git://`, and `http(s)://` URLs whose path ends in `.git`, each with
 * `#ref:subdir` or a query. Undefined: not a repository.
 */
export function parseGitRef(source: string): ParsedGitRef | undefined {
  const url = URL_PATTERN.exec(source);
  if (url) {
    const [, scheme = '', rest = '', query = '', fragment = ''] = url;
    const path = rest.slice(Math.max(rest.indexOf('/'), 0));
    if (/^http/i.test(scheme) && !path.endsWith('.git')) return undefined;
    return withQuery(`${scheme.toLowerCase()}://${rest}`, query, decoded(fragment));
  }
  const scp = SCP_PATTERN.exec(source);
  return scp ? withQuery(scp[1] ?? '', scp[2] ?? '', scp[3] ?? '') : undefined;
}

type Settings = { -readonly [K in keyof GitRef]: GitRef[K] } & { tag?: string; branch?: string };

function withQuery(remote: string, query: string, fragment: string): ParsedGitRef {
  const settings: Settings = { remote, ...fragmentSettings(fragment) };
  const seen = new Set<string>();
  for (const [name, value] of new URLSearchParams(query)) {
    const problem = seen.has(name) ? `query "${name}" has multiple values` : applyQuery(settings, name, value);
    if (problem !== undefined) return { ok: false, message: problem };
    seen.add(name);
  }
  return withNamedRef(settings);
}

function fragmentSettings(fragment: string): Pick<Settings, 'ref' | 'subdir'> {
  const colon = fragment.indexOf(':');
  const ref = colon < 0 ? fragment : fragment.slice(0, colon);
  const subdir = colon < 0 ? '' : cleanPath(`/${fragment.slice(colon + 1)}`).slice(1);
  return { ...(ref === '' ? {} : { ref }), ...(subdir === '' ? {} : { subdir }) };
}

const TEXTS: Readonly<Record<string, 'ref' | 'tag' | 'branch' | 'subdir' | 'checksum'>> = {
  ref: 'ref',
  tag: 'tag',
  branch: 'branch',
  subdir: 'subdir',
  checksum: 'checksum',
  commit: 'checksum',
};
const FLAGS: Readonly<Record<string, 'keepGitDir' | 'submodules' | 'fetchByCommit'>> = {
  'keep-git-dir': 'keepGitDir',
  submodules: 'submodules',
  'fetch-by-commit': 'fetchByCommit',
};

/** Takes one query parameter over; returns what is wrong with it. */
function applyQuery(settings: Settings, name: string, value: string): string | undefined {
  const flag = Object.hasOwn(FLAGS, name) ? FLAGS[name] : undefined;
  if (flag) {
    const on = value === '' ? true : parseBoolean(value);
    if (on === undefined) return `invalid ${name} value: "${value}"`;
    settings[flag] = on;
    return undefined;
  }
  if (value === '') return `query "${name}" has no value`;
  const text = Object.hasOwn(TEXTS, name) ? TEXTS[name] : undefined;
  if (text) return applyText(settings, text, value);
  if (name !== 'mtime') return `unexpected query "${name}"`;
  return /^(?:checkout|commit)$/.test(value)
    ? undefined
    : `invalid mtime value: "${value}" (must be "checkout" or "commit")`;
}

function applyText(settings: Settings, field: 'ref' | 'tag' | 'branch' | 'subdir' | 'checksum', value: string) {
  const known = field === 'ref' || field === 'subdir' ? settings[field] : undefined;
  if (known !== undefined && known !== value) return `${field} conflicts: "${known}" vs "${value}"`;
  settings[field] = value;
  return undefined;
}

/** `tag` and `branch` are refs with their prefix. */
function withNamedRef({ tag, branch, ...settings }: Settings): ParsedGitRef {
  if (tag !== undefined && branch !== undefined) return { ok: false, message: 'branch conflicts with tag' };
  const named = tag === undefined ? prefixed('refs/heads/', branch) : prefixed('refs/tags/', tag);
  if (named === undefined) return { ok: true, value: settings };
  if (settings.ref !== undefined && settings.ref !== named) {
    return { ok: false, message: `ref conflicts: "${settings.ref}" vs "${named}"` };
  }
  return { ok: true, value: { ...settings, ref: named } };
}

function prefixed(prefix: string, name: string | undefined): string | undefined {
  return name === undefined || name.startsWith(prefix) ? name : prefix + name;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
