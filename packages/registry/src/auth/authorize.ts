import { RegistryError } from '../error.ts';
import { discard, type Transport, type TransportRequest } from '../transport/transport.ts';
import { type Challenge, parseChallenge } from './challenge.ts';
import type { CredentialProvider } from './credential.ts';
import { basicAuthorization, fetchToken } from './token.ts';

/**
 * Answers challenges of one registry. Its credentials go to it and to the token service that it names, nowhere else;
 * without any, tokens are asked for anonymously. What was answered is used for the following requests.
 */
export function authorizing(inner: Transport, host: string, credentials: CredentialProvider | undefined): Transport {
  let known: string | undefined;
  let user: string | undefined;

  async function answer(challenge: Challenge, request: TransportRequest): Promise<string | undefined> {
    const credential = await credentials?.get(host);
    user = credential?.username;
    if (challenge.scheme === 'basic') return credential && basicAuthorization(credential);
    const token = await fetchToken(inner, challenge, request, credential);
    return token === undefined ? undefined : `Bearer ${token}`;
  }

  return {
    async send(request) {
      let used = known;
      let response = await inner.send(withAuthorization(request, used));
      for (let round = 1; response.status === 401 && round <= 2; round++) {
        const challenge = parseChallenge(response.header('www-authenticate') ?? '');
        await discard(response);
        // The first time another request may have had the answer meanwhile.
        used = round === 1 && known !== used ? known : challenge && (await answer(challenge, request));
        if (used === undefined) throw refused(host, request.url, user);
        known = used;
        response = await inner.send(withAuthorization(request, used));
      }
      if (response.status !== 401) return response;
      await discard(response);
      known = undefined;
      throw refused(host, request.url, user);
    },
  };
}

function withAuthorization(request: TransportRequest, authorization: string | undefined): TransportRequest {
  return authorization === undefined ? request : { ...request, headers: { ...request.headers, authorization } };
}

function refused(host: string, url: string, user: string | undefined): RegistryError {
  const repository = /\/v2\/(.+)\/(?:manifests|blobs)\//.exec(url)?.[1] ?? host;
  const login = user === undefined ? 'Private images need credentials' : `${user || 'The login'} may have no access`;
  return new RegistryError('UNAUTHORIZED', `${host} gives no access to ${repository}`, {
    status: 401,
    hint: `is the name right? ${login}: docker login ${host}`,
  });
}
