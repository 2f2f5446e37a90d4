/** Hints as one text: after a question comes the next as a sentence of its own, else after a semicolon. */
export function joinHints(...hints: readonly (string | undefined)[]): string {
  let text = '';
  for (const hint of hints) if (hint) text += gapAfter(text) + hint;
  return text;
}

function gapAfter(text: string): string {
  if (text === '') return '';
  return /[.?!]$/.test(text) ? ' ' : '; ';
}
