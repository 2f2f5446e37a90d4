import { fail, type Span } from './fault.ts';

const CLAUSE = /^[augo]*(?:[-+=](?:[rwxXst]|[ugo])*)+$/;

/** The value of --chmod: octal digits without leading zeros, or a symbolic mode as written. */
export function fileMode(text: string, span: Span): string {
  if (/^\d/.test(text)) return octalMode(text, span);
  if (text.split(',').every((clause) => CLAUSE.test(clause))) return text;
  return fail('invalid-mode', `invalid chmod parameter: '${text}'. it should be octal string and between 0 and 07777`, {
    span,
    hint: 'write octal digits such as 0755, or a symbolic mode such as u=rwX,go=rX',
  });
}

function octalMode(text: string, span: Span): string {
  const mode = /^[0-7]+$/.test(text) ? Number.parseInt(text, 8) : Number.NaN;
  if (mode <= 0o7777) return mode.toString(8);
  return fail('invalid-mode', `invalid chmod parameter: '${text}'. it should be octal string and between 0 and 07777`, {
    span,
    hint: 'octal digits are 0 to 7: write for example 0644 or 0755',
  });
}
