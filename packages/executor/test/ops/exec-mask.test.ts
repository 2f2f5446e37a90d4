import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createMasks } from '../../src/ops/exec-mask.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

function masked(secrets: readonly string[], chunks: readonly string[]): string {
  const mask = createMasks(secrets.map(bytes))?.();
  if (!mask) return chunks.join('');
  return chunks.map((chunk) => mask.push(chunk)).join('') + mask.flush();
}

const base64 = (text: string): string => Buffer.from(text).toString('base64');

test.each<[name: string, secret: string, text: string, shown: string]>([
  ['the value', 's3cret', 'a s3cret b', 'a **** b'],
  ['twice', 's3cret', 's3crets3cret', '********'],
  ['overlapping itself', 'abab', 'xababab', 'x****'],
  ['without its last line break', 'token\n', 'is token.', 'is ****.'],
  ['a value that is too short', 'ab', 'a tab', 'a tab'],
  ['each line', 'first line\nsecond line', '> second line <', '> **** <'],
  ['in JSON', 'a"b\\c', JSON.stringify({ t: 'a"b\\c' }), '{"t":"****"}'],
  ['in a URL', 'p@ss w/rd!', 'u?x=p%40ss%20w%2Frd!&y=p%40ss+w%2frd%21', 'u?x=****&y=****'],
  ['base64', 'hunter22', base64('hunter22'), '****='],
  ['base64 after one byte', 'hunter22', base64('xhunter22'), 'eG****'],
  ['base64 after two bytes', 'hunter22', base64('xyhunter22'), 'eHl****=='],
  ['base64 of URLs', '???>>>???', base64('???>>>???').replaceAll('/', '_').replaceAll('+', '-'), '****'],
])('%s', (_, secret, text, shown) => {
  expect(masked([secret], [text])).toBe(shown);
});

test('base64 broken into lines', () => {
  const secret = 'x1'.repeat(100);
  const lines = base64(secret).match(/.{1,76}/g) ?? [];
  expect(masked([secret], [`${lines[0]}\n${lines[1]}\n`])).toBe('****\n****\n');
});

test('chunks do not matter, and nothing else is lost', () => {
  const secret = fc.stringMatching(/^[ab]{3,6}$/);
  const text = fc.stringMatching(/^[abc]{0,40}$/);
  const cuts = fc.array(fc.nat(40), { maxLength: 6 });
  fc.assert(
    fc.property(secret, secret, text, cuts, (one, other, whole, places) => {
      const at = [0, ...places.filter((cut) => cut <= whole.length).sort((a, b) => a - b), whole.length];
      const chunks = at.slice(1).map((end, i) => whole.slice(at[i], end));
      const shown = masked([one, other], chunks);
      expect(shown).toBe(masked([one, other], [whole]));
      expect(shown).not.toContain(one);
      expect(shown.replaceAll('****', '').length).toBeLessThanOrEqual(whole.length);
    }),
  );
});

test('text without secrets is passed on at once', () => {
  const mask = createMasks([bytes('secret')])?.();
  expect(mask?.push('nothing here\n')).toBe('nothing here\n');
  expect(mask?.push('sec')).toBe('');
  expect(mask?.push('ond\n')).toBe('second\n');
  expect(createMasks([])).toBeUndefined();
});
