import type { ParseResult } from './parse-result.ts';
import { tokens } from './tokens.ts';

/** The text of a parsed file, byte for byte, put together from its tokens. */
export function print(result: ParseResult): string {
  let text = '';
  for (const token of tokens(result)) text += token.text;
  return text;
}
