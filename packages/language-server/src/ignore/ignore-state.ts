import { type Places, placesOf, type Span } from '../document/places.ts';

/** A line of an ignore file that says something. Offsets into the file. */
export interface IgnorePattern extends Span {
  /** `!`: takes back what is excluded above. */
  readonly isException: boolean;
  /** As written, without `!` and blanks around. */
  readonly written: string;
  readonly patternStart: number;
  /** As the builder reads it: no leading or trailing slash, `.` and `..` resolved. */
  readonly pattern: string;
  readonly line: number;
}

/** One version of an open `.dockerignore`. */
export interface IgnoreState {
  readonly uri: string;
  readonly version: number;
  readonly text: string;
  readonly places: Places;
  readonly patterns: readonly IgnorePattern[];
  readonly comments: readonly Span[];
}

export interface IgnoreInput {
  readonly uri: string;
  readonly version?: number;
  readonly text: string;
  readonly places?: Places;
}

export function createIgnoreState({ uri, version = 0, text, places = placesOf(text) }: IgnoreInput): IgnoreState {
  const patterns: IgnorePattern[] = [];
  const comments: Span[] = [];
  let start = 0;
  for (const [line, whole] of text.split('\n').entries()) {
    // A comment begins in the first column; the byte order mark does not count.
    const from = start + (start === 0 && whole.startsWith('\uFEFF') ? 1 : 0);
    const content = text.slice(from, start + whole.length).replace(/\r$/, '');
    if (content.startsWith('#')) comments.push({ start: from, end: from + content.length });
    else if (content.trim() !== '') patterns.push(patternOf(content, from, line));
    start += whole.length + 1;
  }
  return { uri, version, text, places, patterns, comments };
}

function patternOf(content: string, at: number, line: number): IgnorePattern {
  const start = at + (content.length - content.trimStart().length);
  const trimmed = content.trim();
  const isException = trimmed.startsWith('!');
  const written = isException ? trimmed.slice(1).trim() : trimmed;
  const patternStart = start + trimmed.length - written.length;
  return { start, end: start + trimmed.length, isException, written, patternStart, pattern: cleaned(written), line };
}

function cleaned(written: string): string {
  const parts: string[] = [];
  for (const part of written.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else parts.push(part);
  }
  return parts.join('/');
}
