import { Expander, type ExpanderSettings } from './expander.ts';
import type { Chunk } from './frame.ts';
import type { ExpandOptions, Expansion, ExpansionPiece, Scope, WordsExpansion } from './scope.ts';
import { WordCollector } from './word-collector.ts';

/**
 * Replaces the variables of a word, resolves its escapes and removes its quotes, as BuildKit does wherever it expands:
 * `$n`, `${n}`, and `${n…}` with `:-` `-` `:+` `+` `:?` `?` `#` `##` `%` `%%` `/` `//`. Pure; never throws: the first
 * fault is in the result.
 */
export function expand(text: string, scope: Scope, options: ExpandOptions = {}): Expansion {
  if (isPlain(text, options)) return plain(text);
  const expander = new Expander(text, scope, settingsOf(options));
  expander.run();
  const chunks = expander.outcome();
  return {
    value: chunks.map((chunk) => chunk.text).join(''),
    pieces: piecesOf(chunks),
    ...expander.names(),
    fault: expander.fault,
  };
}

/** As `expand`, then split into words, of which quoted text is a part: what EXPOSE does with its arguments. */
export function expandWords(text: string, scope: Scope, options: ExpandOptions = {}): WordsExpansion {
  const collector = new WordCollector();
  const expander = new Expander(text, scope, { ...settingsOf(options), collector });
  expander.run();
  const words = expander.fault === undefined ? collector.finish().map((word) => word.text) : [];
  return { words, ...expander.names(), fault: expander.fault };
}

export function settingsOf(options: ExpandOptions): ExpanderSettings {
  return { escape: options.escape ?? '\\', plainQuotes: options.raw === true };
}

function isPlain(text: string, options: ExpandOptions): boolean {
  if (text.includes('$') || text.includes(options.escape ?? '\\') || text.charCodeAt(0) === 0xfeff) return false;
  return options.raw === true || !(text.includes('"') || text.includes("'"));
}

function plain(text: string): Expansion {
  const pieces = text === '' ? [] : [{ start: 0, end: text.length, variable: undefined }];
  return { value: text, pieces, undefinedNames: [], unmatchedNames: [], usedNames: [], fault: undefined };
}

function piecesOf(chunks: readonly Chunk[]): readonly ExpansionPiece[] {
  const pieces: ExpansionPiece[] = [];
  let end = 0;
  for (const { text, variable } of chunks) {
    const last = pieces.at(-1);
    const isSame = variable === undefined && last !== undefined && last.variable === undefined;
    const start = isSame ? last.start : end;
    end += text.length;
    if (isSame) pieces.pop();
    if (end > start) pieces.push({ start, end, variable });
  }
  return pieces;
}
