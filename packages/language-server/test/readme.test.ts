import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { format } from 'node:util';
import { expect, test } from 'vitest';
import * as server from '../src/index.ts';

const README = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const [, code = '', output = ''] = /```ts\n([\s\S]*?)```\n\n```text\n([\s\S]*?)```/.exec(README) ?? [];

test('the example prints what the README says', async () => {
  let logged = '';
  const log = (...args: unknown[]): void => void (logged += `${format(...args)}\n`);
  const script = code.replace(/^import (\{[^}]*\}) from '@strake\/language-server';$/m, 'const $1 = api;');
  // oxlint-disable-next-line typescript/no-implied-eval
  const run = new Function('api', 'console', `return (async () => {${stripTypeScriptTypes(script)}})()`);
  await (run as (api: unknown, console: unknown) => Promise<void>)(server, { log });
  expect(logged).toBe(output);
});
