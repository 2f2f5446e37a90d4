import { Buffer } from 'node:buffer';
import { expect, test } from 'vitest';
import { failing } from '../../src/testing.ts';
import { client, reference, registry } from '../support/client.ts';

const errors = (...list: readonly object[]): string => JSON.stringify({ errors: list });
const JWT = `eyJ${'a'.repeat(20)}.${'b'.repeat(20)}.${'c'.repeat(20)}`;

test.each<[name: string, status: number, body: string, said: string, type?: string]>([
  ['a message', 400, errors({ code: 'MANIFEST_INVALID', message: 'manifest invalid' }), ': manifest invalid'],
  ['with a detail', 400, errors({ message: 'bad', detail: 'layer 3' }), ': bad (layer 3)'],
  ['with a detail that is an object', 400, errors({ message: 'bad', detail: { layer: 3 } }), ': bad ({"layer":3})'],
  ['a code alone', 400, errors({ code: 'UNSUPPORTED' }), ': UNSUPPORTED'],
  ['several', 400, errors({ message: 'one' }, { message: 'two' }), ': one; two'],
  ['a line of text', 413, 'too large\n', ': too large', 'text/plain; charset=utf-8'],
  ['a page for browsers', 413, '<html>413</html>', '', 'text/html'],
  ['nothing', 400, '', ''],
  ['no errors', 400, '{"errors":[{},null,5]}', ''],
  ['a quota', 403, errors({ code: 'DENIED', message: 'quota of 10 GB is used up' }), ': quota of 10 GB is used up'],
  [
    'a rate',
    429,
    errors({ message: 'You have reached your pull rate limit.' }),
    ': You have reached your pull rate limit.',
  ],
  ['control characters', 400, errors({ message: 'a\u001b[2Jb\r\nc\u202ed' }), ': a [2Jb c d'],
  ['more than is told', 400, errors({ message: 'x'.repeat(500) }), `: ${'x'.repeat(300)}...`],
  ['more than is read', 400, errors({ message: 'x'.repeat(50_000) }), ''],
  ['a token', 400, errors({ message: `invalid: ${JWT}` }), ': invalid: ***'],
  [
    'a login',
    400,
    errors({ message: 'see https://me:pw@host/x?token=abc&y=1' }),
    ': see https://***@host/x?token=***&y=1',
  ],
  [
    'a header',
    400,
    errors({ detail: { authorization: `Basic ${btoa('name:password')}` } }),
    ': {"authorization":"Basic ***',
  ],
])('a refusal is told in its own words: %s', async (_, status, body, said, type = 'application/json') => {
  const answer = (): object => ({ status, headers: { 'content-type': type }, body: Buffer.from(body) });
  const source = await registry({ fault: failing(/manifests/, answer as never) });
  const error = await client({ wait: () => Promise.resolve() })
    .resolve(reference(`${source.host}/app:v1`))
    .catch((failure: unknown) => failure);
  expect((error as Error).message.replace(/^.*?(refuses access|ask too often|status \d+)/, '')).toBe(said);
});

test.each<[name: string, body: (login: string) => string]>([
  ['a password', () => 'password s3cret/with+signs of me is wrong'],
  ['what was sent', (login) => `${login} is wrong`],
  ['a password in a query', () => `?p=${encodeURIComponent('s3cret/with+signs')}`],
])('a registry that repeats %s is not repeated', async (_, body) => {
  const login = { username: 'me', password: 's3cret/with+signs' };
  const encoded = btoa(`${login.username}:${login.password}`);
  const refusal = { status: 400, headers: { 'content-type': 'text/plain' }, body: Buffer.from(body(encoded)) };
  const fault = failing(/manifests/, (answer) => (answer.status === 401 ? answer : refusal));
  const source = await registry({ login: { ...login, scheme: 'basic' }, fault });
  const from = client({ credentials: { get: () => Promise.resolve(login) } });
  const error = await from.resolve(reference(`${source.host}/app:v1`)).catch((failure: unknown) => failure);
  expect((error as Error).message).toMatch(/\*\*\*/);
  expect((error as Error).message).not.toMatch(/s3cret|bWU6/);
});

test('what is too large has a hint', async () => {
  const source = await registry({ fault: failing(/manifests/, () => ({ status: 413 })) });
  await expect(client().resolve(reference(`${source.host}/app:v1`))).rejects.toMatchObject({
    code: 'SERVER_ERROR',
    status: 413,
    hint: expect.stringContaining('client_max_body_size') as string,
  });
});
