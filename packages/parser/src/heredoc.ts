import { Expander } from './words/expander.ts';
import type { Scope } from './words/scope.ts';
import { WordCollector, type CollectedWord } from './words/word-collector.ts';

/** What a redirection word (`3<<-"EOF"`) says. */
export interface HeredocWord {
  readonly name: string;
  readonly fd: number;
  readonly expand: boolean;
  readonly chomp: boolean;
}

const NOTHING: Scope = { get: () => undefined };

/** The content of a `<<-` heredoc without the leading tabs of its lines. */
export function chompHeredoc(content: string): string {
  return content.replace(/(^|\n)\t+/g, '$1');
}

/** Reads one word as a heredoc redirection; undefined if it is none. `fault` is BuildKit's message. */
export function parseHeredocWord(word: string): HeredocWord | { readonly fault: string } | undefined {
  const operator = word.indexOf('<<');
  if (operator < 0 || !isDigits(word, operator)) return undefined;
  const chomp = word.charAt(operator + 2) === '-';
  const rest = word.slice(skipAsciiSpace(word, operator + (chomp ? 3 : 2)));
  if (rest === '' || rest.includes('<')) return undefined;
  const plain = splitShellWords(rest, false);
  if ('fault' in plain) return plain;
  const name = plain.words[0]?.text;
  if (name === undefined || plain.words.length !== 1) return undefined;
  const raw = splitShellWords(rest, true);
  if ('fault' in raw) return raw;
  const rawName = raw.words[0]?.text ?? '';
  return {
    name,
    fd: Number(word.slice(0, operator)),
    expand: countQuotes(name) === countQuotes(rawName),
    chomp,
  };
}

/** The heredoc redirections of a logical line with their places in it. A line with unbalanced quotes has none. */
export function findHeredocs(
  line: string,
): readonly (HeredocWord & { readonly start: number; readonly length: number })[] | { readonly fault: string } {
  const collector = new WordCollector();
  const lexer = new Expander(line, NOTHING, {
    escape: '\\',
    keepQuotes: true,
    keepEscapes: true,
    keepUnset: true,
    collector,
  });
  lexer.run();
  const found: (HeredocWord & { start: number; length: number })[] = [];
  if (lexer.fault !== undefined) return found;
  for (const word of collector.finish()) {
    const heredoc = parseHeredocWord(word.text);
    if (heredoc === undefined) continue;
    if ('fault' in heredoc) return heredoc;
    found.push({ ...heredoc, start: word.start, length: word.text.length });
  }
  return found;
}

function isDigits(text: string, end: number): boolean {
  for (let i = 0; i < end; i++) if (text.charCodeAt(i) < 0x30 || text.charCodeAt(i) > 0x39) return false;
  return true;
}

function skipAsciiSpace(text: string, start: number): number {
  let i = start;
  while (i < text.length && '\t\n\f\r '.includes(text.charAt(i))) i++;
  return i;
}

function splitShellWords(
  text: string,
  keepQuotes: boolean,
): { readonly words: readonly CollectedWord[] } | { readonly fault: string } {
  const collector = new WordCollector();
  const lexer = new Expander(text, NOTHING, { escape: '\\', keepQuotes, keepUnset: true, collector });
  lexer.run();
  return lexer.fault === undefined ? { words: collector.finish() } : { fault: lexer.fault.message };
}

function countQuotes(text: string): number {
  let count = 0;
  for (const char of text) if (char === '"' || char === "'") count++;
  return count;
}
