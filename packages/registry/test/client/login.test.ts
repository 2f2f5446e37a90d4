import { Buffer } from 'node:buffer';
import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { parseChallenge } from '../../src/auth/challenge.ts';
import type { Credential, RegistryClientOptions } from '../../src/index.ts';
import {
  addImage,
  type Answer,
  failing,
  type Login,
  type MemoryRegistry,
  redirectTo,
  status,
} from '../../src/testing.ts';
import { asked, client, reference, registry, textOf } from '../support/client.ts';

const LOGIN = { username: 'ünal', password: 's3cret:with/everything+' };
const BASIC = `Basic ${Buffer.from(`${LOGIN.username}:${LOGIN.password}`).toString('base64')}`;

/** Credentials for the hosts given, and which hosts were asked for. */
function credentials(
  hosts: Readonly<Record<string, Credential>>,
): Pick<RegistryClientOptions, 'credentials'> & { readonly wanted: string[] } {
  const wanted: string[] = [];
  return { wanted, credentials: { get: async (host) => (wanted.push(host), hosts[host]) } };
}

/** Whether anything that a registry received, or an error shows, holds the secret in any form. */
function leaks(value: unknown): boolean {
  const text = inspect(value, { depth: 20, maxStringLength: null });
  const forms = [
    LOGIN.password,
    encodeURIComponent(LOGIN.password),
    Buffer.from(LOGIN.password).toString('base64'),
    BASIC.slice(6),
  ];
  return forms.some((form) => text.includes(form));
}

describe('a login', () => {
  test.each<[string, Partial<Login>, Credential]>([
    ['by token', {}, LOGIN],
    ['by name and password', { scheme: 'basic' }, LOGIN],
    ['by identity token', { identityToken: 'id-token' }, { username: '', password: '', identityToken: 'id-token' }],
  ])('%s', async (_, login, credential) => {
    const source = await registry({ login: { ...LOGIN, ...login } });
    const image = addImage(source, 'team/app', 'v1');
    const from = client(credentials({ [source.host]: credential }));
    expect(await from.resolve(reference(`${source.host}/team/app:v1`))).toEqual(image.index);
    expect(await textOf(from, `${source.host}/team/app`, image.layer)).toBe('layer of team/app:v1');
  });

  test('is asked for once, and only when it is wanted', async () => {
    const [open, closed] = [await registry(), await registry({ login: LOGIN })];
    addImage(open, 'app', 'v1');
    const image = addImage(closed, 'app', 'v1');
    const given = credentials({ [closed.host]: LOGIN, [open.host]: LOGIN });
    const from = client(given);
    await from.resolve(reference(`${open.host}/app:v1`));
    expect(given.wanted).toEqual([]);
    await from.resolve(reference(`${closed.host}/app:v1`));
    await textOf(from, `${closed.host}/app`, image.layer);
    expect(given.wanted).toEqual([closed.host]);
    expect(closed.requests.filter(({ path }) => path.startsWith('/token'))).toHaveLength(1);
    expect(leaks(open.requests)).toBe(false);
  });

  test('is not needed where tokens are for everybody', async () => {
    const source = await registry({ login: { ...LOGIN, anonymousPull: true } });
    const image = addImage(source, 'app', 'v1');
    expect(await client().resolve(reference(`${source.host}/app:v1`))).toEqual(image.index);
  });

  test('is for one repository: another needs a token of its own', async () => {
    const source = await registry({ login: LOGIN });
    const images = [addImage(source, 'a', 'v1'), addImage(source, 'b', 'v1')];
    const from = client(credentials({ [source.host]: LOGIN }));
    const found = await Promise.all(['a', 'b'].map((name) => from.resolve(reference(`${source.host}/${name}:v1`))));
    expect(found).toEqual(images.map(({ index }) => index));
  });

  test('is renewed when a token has run out', async () => {
    const source = await registry({ login: LOGIN, fault: failing(/blobs/, challenge, 1) });
    const image = addImage(source, 'app', 'v1');
    const from = client(credentials({ [source.host]: LOGIN }));
    await from.resolve(reference(`${source.host}/app:v1`));
    expect(await textOf(from, `${source.host}/app`, image.layer)).toBe('layer of app:v1');

    function challenge(): Answer {
      const value = `Bearer realm="http://${source.host}/token",service="memory",scope="repository:app:pull"`;
      return { status: 401, headers: { 'www-authenticate': value } };
    }
  });

  test.each<[string, Partial<Login>, Credential | undefined]>([
    ['missing', {}, undefined],
    ['missing, for name and password', { scheme: 'basic' }, undefined],
    ['wrong', {}, { ...LOGIN, username: 'other' }],
    ['wrong, for name and password', { scheme: 'basic' }, { ...LOGIN, username: 'other' }],
    ['a wrong identity token', { identityToken: 'id' }, { ...LOGIN, identityToken: 'other' }],
  ])('that is %s is an error that tells which, and no secret', async (kind, login, credential) => {
    const source = await registry({ login: { ...LOGIN, ...login } });
    const from = client(credentials(credential ? { [source.host]: credential } : {}));
    const error: unknown = await from.resolve(reference(`${source.host}/app:v1`)).catch((failure: unknown) => failure);
    const said = kind.startsWith('missing')
      ? /gives no access to app without a login$/
      : /does not take the login of (other|ünal)$/;
    expect(error).toMatchObject({
      code: 'UNAUTHORIZED',
      message: expect.stringMatching(said) as string,
      hint: expect.stringContaining('docker login') as string,
    });
    expect(leaks(error)).toBe(false);
  });
});

test('a login that has no access to a repository is told from a wrong one', async () => {
  const body = Buffer.from(JSON.stringify({ errors: [{ code: 'DENIED', message: 'access is denied' }] }));
  const challenge = (): string =>
    `Bearer realm="http://${source.host}/token",service="memory",scope="repository:app:pull"`;
  const denied = (): Answer => ({ status: 401, headers: { 'www-authenticate': challenge() }, body });
  const source = await registry({ login: LOGIN, fault: failing(/GET \S+manifests/, denied) });
  const failed = client(credentials({ [source.host]: LOGIN })).resolve(reference(`${source.host}/app:v1`));
  await expect(failed).rejects.toMatchObject({
    code: 'UNAUTHORIZED',
    message: `${source.host} gives ünal no access to app: access is denied`,
  });
});

describe('credentials go nowhere else', () => {
  async function pull(source: MemoryRegistry): Promise<unknown> {
    const from = client(credentials({ [source.host]: LOGIN }));
    const image = addImage(source, 'app', 'v1');
    await from.resolve(reference(`${source.host}/app:v1`));
    return textOf(from, `${source.host}/app`, image.layer).catch((error: unknown) => error);
  }

  test.each<[string, Partial<Login>]>([
    ['token', {}],
    ['password', { scheme: 'basic' }],
  ])('not with a redirect to another host: %s', async (_, login) => {
    const storage = await registry();
    storage.addBlob(new TextEncoder().encode('layer of app:v1'));
    const fault = failing(/GET .*blobs/, (answer) =>
      redirectTo(`http://${storage.host}/v2/x/blobs/sha256:${'0'.repeat(64)}`)(answer),
    );
    const source = await registry({ login: { ...LOGIN, ...login }, fault });
    await pull(source);
    expect(storage.requests).toHaveLength(1);
    expect(storage.requests[0]?.authorization).toBe('');
  });

  test('not to a host that a redirect led to and that asks for them (CVE-2019-10214)', async () => {
    const thief = await registry({ login: { ...LOGIN, scheme: 'basic' } });
    const fault = failing(/GET .*blobs/, redirectTo(`http://${thief.host}/v2/x/blobs/y`));
    const source = await registry({ login: LOGIN, fault });
    expect(await pull(source)).toMatchObject({ code: 'UNAUTHORIZED' });
    expect(asked(thief)).toEqual(['GET x/blobs/y']);
    expect(leaks(thief.requests)).toBe(false);
  });

  test('nor to a token service that such a host names', async () => {
    const thief = await registry({ login: LOGIN });
    const fault = failing(/GET .*blobs/, redirectTo(`http://${thief.host}/v2/x/blobs/y`));
    const source = await registry({ login: LOGIN, fault });
    expect(await pull(source)).toMatchObject({ code: 'UNAUTHORIZED' });
    expect(thief.requests.every(({ path }) => !path.startsWith('/token'))).toBe(true);
  });

  test.each(['http://example.com/token', 'ftp://127.0.0.1/token', '/token', 'file:///etc/passwd'])(
    'not to the token service %s',
    async (realm) => {
      const source = await registry({ login: { ...LOGIN, realm } });
      const failed = client(credentials({ [source.host]: LOGIN })).resolve(reference(`${source.host}/app:v1`));
      await expect(failed).rejects.toMatchObject({ code: 'INVALID' });
    },
  );

  test('not to mirrors: they have their own', async () => {
    const mirror = await registry({ login: LOGIN });
    addImage(mirror, 'library/busybox', 'latest');
    const given = credentials({ 'docker.io': LOGIN });
    const options = { ...given, mirrors: { 'docker.io': [`http://${mirror.host}`] }, insecure: [] };
    await client({ ...options, transport: nothingElse(mirror.host) })
      .resolve(reference('busybox'))
      .catch(() => {});
    expect(given.wanted[0]).toBe(mirror.host);
    expect(leaks(mirror.requests)).toBe(false);
  });
});

/** A transport that reaches one host only. */
function nothingElse(host: string): RegistryClientOptions['transport'] {
  return {
    async send({ method, url, headers }) {
      if (new URL(url).host !== host) throw new Error('there is nothing else');
      const response = await fetch(url, { method, headers: { ...headers }, redirect: 'manual' });
      return {
        status: response.status,
        header: (name) => response.headers.get(name) ?? undefined,
        body: response.body as AsyncIterable<Uint8Array>,
      };
    },
  };
}

test('a token service that fails, or gives no token', async () => {
  for (const [answer, code] of [
    [status(500), 'SERVER_ERROR'],
    [(): Answer => ({ status: 200, body: Buffer.from('{}') }), 'INVALID'],
    [(): Answer => ({ status: 200, body: Buffer.from('<html>') }), 'INVALID'],
    [(): Answer => ({ status: 200, body: Buffer.from('{"token":"a\\nb: c"}') }), 'INVALID'],
    [(): Answer => ({ status: 200, body: Buffer.alloc(2_000_000, 32) }), 'INVALID'],
  ] as const) {
    const source = await registry({ login: LOGIN, fault: failing(/token/, answer) });
    const failed = client(credentials({ [source.host]: LOGIN })).resolve(reference(`${source.host}/app:v1`));
    await expect(failed).rejects.toMatchObject({ code });
  }
});

test.each<[string, ReturnType<typeof parseChallenge>]>([
  ['', undefined],
  ['Negotiate abc', undefined],
  ['Basic realm="x"', { scheme: 'basic', parameters: { realm: 'x' } }],
  [
    'BEARER realm="https://a/b?c=d,e",service=s, scope="repository:a/b:pull,push"',
    { scheme: 'bearer', parameters: { realm: 'https://a/b?c=d,e', service: 's', scope: 'repository:a/b:pull,push' } },
  ],
  ['Basic realm="x", Bearer realm="y"', { scheme: 'bearer', parameters: { realm: 'y' } }],
  ['Bearer realm="a\\"b"', { scheme: 'bearer', parameters: { realm: 'a"b' } }],
  ['Bearer', { scheme: 'bearer', parameters: {} }],
])('the challenge %s', (header, challenge) => {
  expect(parseChallenge(header)).toEqual(challenge);
});
