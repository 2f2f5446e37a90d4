import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseChallenge } from '../../src/auth/challenge.ts';
import { type Credential, dockerConfigCredentials } from '../../src/index.ts';

const base64 = (text: string): string => Buffer.from(text).toString('base64');

const HELPERS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  store: {
    'https://index.docker.io/v1/': '{"Username":"hub","Secret":"h"}',
    'ghcr.io': '{"Username":"stored","Secret":"s"}',
    'acr.io': '{"Username":"<token>","Secret":"id"}',
    'odd.io': 'no JSON',
    'empty.io': '{"Username":"x","Secret":""}',
  },
  own: { 'ghcr.io': '{"Username":"own","Secret":"o"}' },
};

async function lookUp(config: unknown, host: string): Promise<Credential | undefined> {
  return dockerConfigCredentials(config, async (helper, server) => HELPERS[helper]?.[server]).get(host);
}

test.each([
  ['user:password', ['no credentials for ghcr.io: its "auth" is not USER:PASSWORD in base64']],
  [base64('user'), ['no credentials for ghcr.io: its "auth" is not USER:PASSWORD in base64']],
  ['', []],
])('a login that is none is warned of, and not told: %j', async (auth, warned) => {
  const said: string[] = [];
  const none = async (): Promise<undefined> => undefined;
  const credentials = dockerConfigCredentials({ auths: { 'ghcr.io': { auth } } }, none, (text) => said.push(text));
  expect([await credentials.get('ghcr.io'), said]).toEqual([undefined, warned]);
});

describe('config.json', () => {
  test.each<[unknown, string, Credential | undefined]>([
    [{}, 'ghcr.io', undefined],
    [undefined, 'ghcr.io', undefined],
    [[], 'ghcr.io', undefined],
    [{ auths: { 'ghcr.io': { auth: base64('u:p:q') } } }, 'ghcr.io', { username: 'u', password: 'p:q' }],
    [{ auths: { 'ghcr.io': { auth: base64('ü:€') } } }, 'ghcr.io', { username: 'ü', password: '€' }],
    [{ auths: { 'ghcr.io': { username: 'u', password: 'p' } } }, 'ghcr.io', { username: 'u', password: 'p' }],
    [{ auths: { 'https://ghcr.io/v2/': { auth: base64('u:p') } } }, 'ghcr.io', { username: 'u', password: 'p' }],
    [
      { auths: { 'https://index.docker.io/v1/': { auth: base64('u:p') } } },
      'docker.io',
      { username: 'u', password: 'p' },
    ],
    [{ auths: { 'docker.io': { auth: base64('u:p') } } }, 'docker.io', { username: 'u', password: 'p' }],
    [{ auths: { 'ghcr.io': { auth: base64('u:p') } } }, 'docker.io', undefined],
    [{ auths: { 'ghcr.io': { auth: base64('u:p') } } }, 'ghcr.io:5000', undefined],
    [{ auths: { 'ghcr.io.evil.com': { auth: base64('u:p') } } }, 'ghcr.io', undefined],
    [
      { auths: { 'a.io': { auth: base64('u:'), identitytoken: 'id' } } },
      'a.io',
      { username: 'u', password: '', identityToken: 'id' },
    ],
    [{ auths: { 'a.io': { auth: '%%%' } } }, 'a.io', undefined],
    [{ auths: { 'a.io': { auth: base64('nocolon') } } }, 'a.io', undefined],
    [{ auths: { 'a.io': {} }, credsStore: 'store' }, 'a.io', undefined],
    [{ auths: { 'ghcr.io': {} }, credsStore: 'store' }, 'ghcr.io', { username: 'stored', password: 's' }],
    [{ credsStore: 'store' }, 'docker.io', { username: 'hub', password: 'h' }],
    [{ credsStore: 'store' }, 'acr.io', { username: '<token>', password: '', identityToken: 'id' }],
    [{ credsStore: 'store' }, 'odd.io', undefined],
    [{ credsStore: 'store' }, 'empty.io', undefined],
    [{ credsStore: 'store', credHelpers: { 'ghcr.io': 'own' } }, 'ghcr.io', { username: 'own', password: 'o' }],
    [{ credHelpers: { 'ghcr.io': '../../bin/sh' } }, 'ghcr.io', undefined],
    [{ credHelpers: { 'ghcr.io': 'own; rm -rf' } }, 'ghcr.io', undefined],
    [{ credHelpers: { 'ghcr.io': 7 } }, 'ghcr.io', undefined],
    [{ auths: 'x', credHelpers: null, credsStore: {} }, 'ghcr.io', undefined],
  ])('%j for %s', async (config, host, expected) => {
    expect(await lookUp(config, host)).toEqual(expected);
  });
});

test('no configuration, whatever it holds, is an error', async () => {
  const anything = fc.asyncProperty(
    fc.object({ key: fc.constantFrom('auths', 'credHelpers', 'credsStore', 'ghcr.io', 'auth') }),
    async (config) => {
      await lookUp(config, 'ghcr.io');
    },
  );
  await expect(fc.assert(anything)).resolves.toBeUndefined();
});

test('no header makes a challenge that is none', () => {
  const header = fc.array(fc.oneof(fc.string(), fc.constantFrom('Bearer ', 'basic', ' realm=', '"', ',', '\\')));
  const total = fc.property(header, (parts) => {
    const challenge = parseChallenge(parts.join(''));
    return challenge === undefined || ['bearer', 'basic'].includes(challenge.scheme);
  });
  expect(() => fc.assert(total)).not.toThrow();
});
