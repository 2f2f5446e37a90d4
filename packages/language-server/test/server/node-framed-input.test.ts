import { once } from 'node:events';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FramedInput } from '../../src/server/node-framed-input.ts';

/** What is handed on of the text, written in pieces of these sizes, and the error that ended it. */
async function through(text: string, sizes: readonly number[] = []): Promise<{ out: string; error?: string }> {
  const framed = new FramedInput();
  let out = '';
  let error: string | undefined;
  framed.on('data', (chunk: Buffer) => (out += chunk.toString('latin1')));
  framed.on('error', ({ message }) => (error = message));
  const closed = once(framed, 'close');
  const bytes = Buffer.from(text, 'latin1');
  let at = 0;
  for (const size of [...sizes, bytes.length]) {
    if (at < bytes.length && !framed.destroyed) framed.write(bytes.subarray(at, at + size));
    at += size;
  }
  framed.end();
  await closed.catch(() => undefined);
  return error === undefined ? { out } : { out, error };
}

const frame = (body: string): string => `Content-Length: ${body.length}\r\n\r\n${body}`;

test('messages pass as they are, however they are cut', async () => {
  const messages = fc.array(fc.string({ unit: 'binary-ascii', maxLength: 30 }), { maxLength: 8 });
  const sizes = fc.array(fc.integer({ min: 1, max: 50 }), { maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(messages, sizes, async (bodies, cuts) => {
      const text = bodies.map(frame).join('');
      expect(await through(text, cuts)).toEqual({ out: text });
    }),
  );
});

test.each([
  ['other headers', 'Content-Type: x; charset=utf-8\r\ncontent-length:2\r\n\r\n{}'],
  ['an empty message', frame('')],
  ['a message that is cut off', frame('{}').slice(0, -1)],
])('%s pass', async (_name, text) => {
  expect(await through(text)).toEqual({ out: text });
});

test.each([
  ['no length', 'Content-Type: x\r\n\r\n{}', 'without Content-Length'],
  ['a negative length', 'Content-Length: -5\r\n\r\n', '"-5"'],
  ['a length that is no number', 'Content-Length: 1e3\r\n\r\n', '"1e3"'],
  ['a huge length', 'Content-Length: 99999999999999\r\n\r\n', 'more than'],
  ['an endless header', 'X'.repeat(5000), 'a header of more than'],
  ['an endless header in front of a message', `X: ${'y'.repeat(5000)}\r\n${frame('{}')}`, 'a header of more than'],
  ['what is no protocol', 'GET / HTTP/1.1\r\nHost: x\r\n\r\n', 'without Content-Length'],
])('%s ends it', async (_name, text, message) => {
  const { error } = await through(`${frame('{}')}${text}`);
  expect(error).toContain(message);
});

test('an endless header in small pieces ends it too', async () => {
  const { error } = await through(
    'X'.repeat(10_000),
    Array.from({ length: 100 }, () => 100),
  );
  expect(error).toContain('a header of more than');
});
