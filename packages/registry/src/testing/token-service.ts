import { Buffer } from 'node:buffer';
import type { Answer, ReceivedRequest } from './exchange.ts';

/** Who may do what in a memory registry. */
export interface Login {
  readonly username: string;
  readonly password: string;
  /** `bearer` (default): tokens from the registry's own token service. */
  readonly scheme?: 'basic' | 'bearer';
  /** Accepted in the place of the password, as a refresh token. */
  readonly identityToken?: string;
  /** Whether anybody may pull; default: no. */
  readonly anonymousPull?: boolean;
  /** The token service that challenges name; default: this registry's. */
  readonly realm?: string;
}

/** Challenges, and gives tokens. */
export interface TokenService {
  /** The answer, unless the request may pass. */
  answer(request: ReceivedRequest): Answer | undefined;
}

export function createTokenService(host: string, login: Login): TokenService {
  const basic = `Basic ${Buffer.from(`${login.username}:${login.password}`).toString('base64')}`;
  const realm = login.realm ?? `http://${host}/token`;

  function challenge(scope: string): Answer {
    const value =
      login.scheme === 'basic' ? 'Basic realm="memory"' : `Bearer realm="${realm}",service="memory",scope="${scope}"`;
    return { status: 401, headers: { 'www-authenticate': value } };
  }

  function token(request: ReceivedRequest): Answer {
    const form = new URLSearchParams(new TextDecoder().decode(request.body));
    const query = request.method === 'POST' ? form : new URL(request.path, 'http://registry').searchParams;
    const scopes = query.getAll('scope');
    const known = request.authorization === basic || (login.identityToken ?? Number.NaN) === form.get('refresh_token');
    const pullOnly =
      login.anonymousPull && request.authorization === '' && scopes.every((scope) => !/push/.test(scope));
    if (query.get('service') !== 'memory' || (!known && !pullOnly)) return { status: 401 };
    return { status: 200, body: Buffer.from(JSON.stringify({ token: tokenFor(scopes) })) };
  }

  return {
    answer(request) {
      if (request.path.startsWith('/token')) return token(request);
      const scope = scopeOf(request);
      if (login.scheme === 'basic') return request.authorization === basic ? undefined : challenge(scope);
      return grants(request.authorization, scope) ? undefined : challenge(scope);
    },
  };
}

function scopeOf({ method, path }: ReceivedRequest): string {
  const repository = /^\/v2\/(.+?)\/(?:manifests|blobs)\//.exec(path)?.[1] ?? '';
  const from = new URL(path, 'http://registry').searchParams.get('from');
  const actions = method === 'GET' || method === 'HEAD' ? 'pull' : 'pull,push';
  return `repository:${repository}:${actions}${from === null ? '' : ` repository:${from}:pull`}`;
}

function tokenFor(scopes: readonly string[]): string {
  return `T${Buffer.from(scopes.join(' ')).toString('base64url')}`;
}

function grants(authorization: string, wanted: string): boolean {
  const [scheme, token = ''] = authorization.split(' ');
  const granted = Buffer.from(token.slice(1), 'base64url').toString().split(' ');
  return scheme === 'Bearer' && wanted.split(' ').every((scope) => granted.some((given) => given.startsWith(scope)));
}
