import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ignoreFilter, parseIgnoreFile } from '../../src/index.ts';

const [paths = '', ...lines] = readFileSync(new URL('docker.tsv', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'));
const TREE = paths.split(' ');

function decode(path: string): string {
  return path.replace(/%(..)/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

/** What is there under the ignore file, or why it is refused. */
function outcomeOf(text: string): string | readonly string[] {
  const { rules, diagnostics } = parseIgnoreFile(text);
  if (diagnostics.length > 0) return diagnostics.map((diagnostic) => diagnostic.message).join('; ');
  const ignores = ignoreFilter(rules);
  const kept = TREE.filter((path) => !ignores(decode(path)));
  // A directory is there when something in it is.
  return TREE.filter((path) => kept.some((other) => other === path || other.startsWith(`${path}/`)));
}

/** The same as Docker answered it. */
function answerOf(outcome: string): string | readonly string[] {
  const [verdict, ...listed] = outcome.split(' ').filter((part) => part !== '');
  if (verdict === '!') return outcome.replace(/^! (?:.*excludepatterns: )?/, '');
  return verdict === '+' ? listed : TREE.filter((path) => !listed.includes(path));
}

test.each(lines.map((line) => line.split('\t')))('%s', (text = '', outcome = '') => {
  expect(outcomeOf(JSON.parse(text) as string)).toEqual(answerOf(outcome));
});
