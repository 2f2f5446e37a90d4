import { expect, test } from 'vitest';
import { secretValues } from '../../src/services/secret-values.ts';

test.each([
  ['a text', 'a string'],
  [5, 'a number'],
  [undefined, 'a undefined'],
])('a function that gives %j for a secret is refused, and no value is told', async (given, kind) => {
  const values = secretValues({ key: () => Promise.resolve(given as never) });
  await expect(values('key')).rejects.toMatchObject({
    code: 'OPTION_INVALID',
    message: `build: secrets["key"] gives ${kind}, not a Uint8Array`,
  });
});

test('bytes are taken as they lie in memory', async () => {
  const [buffer, view] = [Buffer.from('xs3cret').subarray(1), new DataView(new Uint8Array([1, 2, 3]).buffer, 1)];
  const values = secretValues({ buffer, view: view as never, text: 'a', made: () => Promise.resolve(buffer) });
  const read = await Promise.all(['buffer', 'view', 'text', 'made', 'none'].map((id) => values(id)));
  expect(read.map((data) => data && Buffer.from(data).toString('latin1'))).toEqual([
    's3cret',
    '\u0002\u0003',
    'a',
    's3cret',
    undefined,
  ]);
});
