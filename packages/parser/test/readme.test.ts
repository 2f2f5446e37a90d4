import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { format } from 'node:util';
import { expect, it } from 'vitest';
import * as parser from '../src/index.ts';

const README = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const EXAMPLES = [...README.matchAll(/```ts\n([\s\S]*?)```\n\n```text\n([\s\S]*?)```/g)].map(
  ([, code = '', output = '']) => ({
    code,
    output,
  }),
);

it('shows an example of each part', () => {
  expect(EXAMPLES).toHaveLength(6);
});

it.each(EXAMPLES)('prints what the README says: $code', ({ code, output }) => {
  expect(run(code)).toBe(output);
});

/** Runs an example with the package as it is here; gives what it logs. */
function run(code: string): string {
  let logged = '';
  const log = (...args: unknown[]): void => void (logged += `${format(...args)}\n`);
  const script = stripTypeScriptTypes(
    code.replace(/^import (\{[^}]*\}) from '@strake\/parser';$/m, 'const $1 = parser;'),
  );
  // oxlint-disable-next-line typescript/no-implied-eval
  new Function('parser', 'console', script)(parser, { log });
  return logged;
}
