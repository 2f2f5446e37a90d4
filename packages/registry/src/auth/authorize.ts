import { RegistryError } from '../error.ts';
import { discard, type Transport, type TransportRequest } from '../transport/transport.ts';
import { type Challenge, parseChallenge } from './challenge.ts';
import { quoting, wordsOf } from '../transport/words.ts';
import { type Credential, type CredentialProvider, secretsOf } from './credential.ts';
import { basicAuthorization, fetchToken } from './token.ts';

/**
 * Answers challenges of one registry. Its credentials go to it and to the token service that it names, nowhere else;
 * without any, tokens are asked for anonymously. What was answered is used for the following requests.
 */
export function authorizing(inner: Transport, host: string, credentials: CredentialProvider | undefined): Transport {
  let known: string | undefined;
  let credential: Credential | undefined;

  async function answer(challenge: Challenge, request: TransportRequest): Promise<string> {
    credential = await credentials?.get(host);
    const asked = { host, url: request.url, credential };
    if (challenge.scheme === 'basic') {
      if (credential) return basicAuthorization(credential);
      throw refused(asked);
    }
    const { token, words } = await fetchToken(inner, challenge, request, credential);
    if (token !== undefined) return `Bearer ${token}`;
    throw credential ? loginRefused(asked, words) : refused(asked, words);
  }

  return {
    async send(request) {
      let used = known;
      let response = await inner.send(withAuthorization(request, used));
      for (let round = 1; response.status === 401 && round <= 2; round++) {
        const challenge = parseChallenge(response.header('www-authenticate') ?? '');
        if (!challenge) break;
        await discard(response);
        // The first time another request may have had the answer meanwhile.
        used = round === 1 && known !== used ? known : await answer(challenge, request);
        known = used;
        response = await inner.send(withAuthorization(request, used));
      }
      const answered = { ...response, confidential: secretsOf(credential, used) };
      if (response.status !== 401) return answered;
      known = undefined;
      const words = await wordsOf(answered);
      const asked = { host, url: request.url, credential };
      throw used?.startsWith('Basic ') ? loginRefused(asked, words) : refused(asked, words);
    },
  };
}

function withAuthorization(request: TransportRequest, authorization: string | undefined): TransportRequest {
  return authorization === undefined ? request : { ...request, headers: { ...request.headers, authorization } };
}

interface Asked {
  readonly host: string;
  readonly url: string;
  readonly credential: Credential | undefined;
}

/** It is not the login, or there is none. */
function refused({ host, url, credential }: Asked, words?: string): RegistryError {
  const repository = /\/v2\/(.+)\/(?:manifests|blobs)\//.exec(url)?.[1] ?? host;
  const to = `${host} gives ${credential ? `${nameOf(credential)} ` : ''}no access to ${repository}`;
  const login = credential
    ? `Another login: docker login ${host}`
    : `Private images need credentials: docker login ${host}`;
  return new RegistryError('UNAUTHORIZED', quoting(credential ? to : `${to} without a login`, words), {
    status: 401,
    hint: `is the name right? ${login}`,
  });
}

function loginRefused({ host, credential }: Asked, words?: string): RegistryError {
  const message = `${host} does not take the login of ${credential ? nameOf(credential) : 'docker login'}`;
  return new RegistryError('UNAUTHORIZED', quoting(message, words), {
    status: 401,
    hint: `the password or token may be wrong or have run out: docker login ${host}`,
  });
}

function nameOf({ username }: Credential): string {
  return username === '' ? 'the login' : username;
}
