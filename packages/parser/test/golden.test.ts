import { describe, expect, it } from 'vitest';
import { parse, print, toBuildkit, tokens } from '../src/index.ts';
import { readFixtures } from './support/fixtures.ts';
import { outline } from './support/outline.ts';

// `vitest run -u packages/parser` writes the goldens anew.
describe.each([...readFixtures('fixtures')])('%s', (name, text) => {
  it('parses to the golden tree', async () => {
    const result = parse(text);
    const diagnostics = result.diagnostics.map(({ code, severity, message, range, hint }) => {
      const place = `${range.start.line + 1}:${range.start.character + 1}-${range.end.line + 1}:${range.end.character + 1}`;
      return `${place} ${severity} ${code}: ${message}${hint === undefined ? '' : ` (${hint})`}\n`;
    });
    await expect(outline(result) + diagnostics.join('')).toMatchFileSnapshot(`golden/${name}.tree.txt`);
  });

  it("says what BuildKit's parser says", async () => {
    const { instrs, ...rest } = toBuildkit(parse(text));
    const lines = [rest, ...(instrs ?? [])].map((line) => JSON.stringify(line));
    await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot(`golden/${name}.buildkit.txt`);
  });

  it('falls into tokens', async () => {
    const result = parse(text);
    expect(print(result)).toBe(text);
    const lines = tokens(result).map((token) => `${token.kind} ${JSON.stringify(token.text)}`);
    await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot(`golden/${name}.tokens.txt`);
  });
});
