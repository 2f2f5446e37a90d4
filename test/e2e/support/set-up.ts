import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const README = join(import.meta.dirname, '../../../packages/language-server/README.md');

/** What the language server's README tells users of an editor to write: the last block of this language in its section. */
export function setUp(editor: string, language: string): string {
  const [, section = ''] = readFileSync(README, 'utf8').split(`### ${editor}\n`);
  const [own = ''] = section.split('\n### ');
  const blocks = [...own.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].filter(([, name]) => name === language);
  const text = blocks.at(-1)?.[2];
  if (text === undefined) throw new Error(`the README has no ${language} for ${editor}`);
  return text;
}
