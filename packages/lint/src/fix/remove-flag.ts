import type { Flag, TextEdit } from '@strake/parser';

/** Removes a flag and the blanks after it. */
export function removeFlagEdit(text: string, flag: Flag): TextEdit {
  let { end } = flag;
  while (text.charAt(end) === ' ' || text.charAt(end) === '\t') end++;
  return { start: flag.start, end, newText: '' };
}
