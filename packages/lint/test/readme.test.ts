import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { format } from 'node:util';
import * as parser from '@strake/parser';
import { expect, it } from 'vitest';
import * as lint from '../src/index.ts';
import { documentRules } from './document-rules.ts';

const README = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const EXAMPLES = [...README.matchAll(/```ts\n([\s\S]*?)```\n\n```text\n([\s\S]*?)```/g)].map(
  ([, code = '', output = '']) => ({ code, output }),
);

it('shows an example of each part', () => {
  expect(EXAMPLES).toHaveLength(3);
});

it.each(EXAMPLES)('prints what the README says: $code', ({ code, output }) => {
  expect(run(code)).toBe(output);
});

it('documents every rule in RULES.md', async () => {
  await expect(documentRules(lint.rules)).toMatchFileSnapshot('../RULES.md');
});

/** Runs an example with the packages as they are here; gives what it logs. */
function run(code: string): string {
  let logged = '';
  const log = (...args: unknown[]): void => void (logged += `${format(...args)}\n`);
  const script = stripTypeScriptTypes(
    code.replace(/^import (\{[^}]*\}) from '@strake\/(parser|lint)';$/gm, 'const $1 = $2Api;'),
  );
  // oxlint-disable-next-line typescript/no-implied-eval
  new Function('parserApi', 'lintApi', 'console', script)(parser, lint, { log });
  return logged;
}
