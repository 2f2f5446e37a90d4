import { Buffer } from 'node:buffer';
import { ContextError } from '../../error.ts';

/** A remote that git may be given. */
export interface Remote {
  /** Without a login, unless it is the user of an SSH connection. */
  readonly url: string;
  /** Scheme and host, for HTTP remotes. */
  readonly origin?: string;
  /** Value of an `Authorization` header for `origin`. */
  readonly authorization?: string;
  readonly ssh: boolean;
}

const URL_FORM = /^(https?|ssh|git):\/\/[^\s]+$/i;
const SCP_FORM = /^[\w-]+@[a-zA-Z0-9.-]+:[^\s]+$/;

/** Throws `BAD_SOURCE` for what is no remote, or one of a kind that runs programs or reads this machine's files. */
export function parseRemote(text: string): Remote {
  // eslint-disable-next-line no-control-regex
  if (/[\u0000-\u0020\u007f]/.test(text) || text.startsWith('-')) throw refused(text);
  if (SCP_FORM.test(text) && !text.includes('@-')) return { url: text, ssh: true };
  if (!URL_FORM.test(text) || !URL.canParse(text)) throw refused(text);
  const url = new URL(text);
  if (url.hostname === '' || url.hostname.startsWith('-') || url.username.startsWith('-')) throw refused(text);
  if (!/^https?:$/.test(url.protocol)) {
    url.password = '';
    return { url: url.href, ssh: url.protocol === 'ssh:' };
  }
  const login = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  url.username = '';
  url.password = '';
  const basic = login === ':' ? {} : { authorization: `Basic ${Buffer.from(login).toString('base64')}` };
  return { url: url.href, origin: url.origin, ssh: false, ...basic };
}

/** Throws `BAD_SOURCE` for what is no name of a branch, tag or commit; see gitrevisions(7) for what else it could mean. */
export function checkRef(ref: string): string {
  // eslint-disable-next-line no-control-regex
  if (!/^[-/]|[\u0000-\u0020\u007f~^:?*[\\]|\.\.|@\{|\/$/.test(ref) && ref !== '') return ref;
  throw new ContextError('BAD_SOURCE', `invalid git ref ${JSON.stringify(ref)}`, {
    hint: 'a ref is a branch, a tag or a commit',
    data: { ref },
  });
}

function refused(text: string): ContextError {
  const shown = text.replace(/\/\/[^/@]*@/, '//');
  return new ContextError('BAD_SOURCE', `${JSON.stringify(shown)} is no git repository that may be fetched`, {
    hint: 'write https://HOST/PATH.git, ssh://, git:// or USER@HOST:PATH',
  });
}
