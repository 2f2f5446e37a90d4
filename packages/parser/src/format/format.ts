import { parse } from '../parse.ts';
import { layOutFile } from './layout-file.ts';
import { meaningOf } from './meaning.ts';
import type { FormatOptions } from './options.ts';

/**
 * A Dockerfile in one style: keywords in one case, single blanks, flags in one order, continued arguments one a line,
 * no more than so many empty lines. Comments, heredoc bodies, shell commands and lines that are no instruction stay as
 * they are. The result builds the same image, and formatting it again changes nothing.
 */
export function format(text: string, options: FormatOptions = {}): string {
  const result = parse(text);
  const formatted = layOutFile(result, options);
  // Whatever a text may hold: a formatter must not change a build, or lose a comment.
  return meaningOf(parse(formatted)) === meaningOf(result) ? formatted : text;
}
