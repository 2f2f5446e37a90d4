const SLASH = 0x2f;
const CLOSE = 0x7d;

/** A piece of output; `variable` is the name whose value it is. */
export interface Chunk {
  text: string;
  readonly variable: string | undefined;
}

/** What is open at a place: the text itself, a `"…"`, or one of the words inside a `${…}`. */
export interface Frame {
  kind: 'text' | 'quote' | 'word' | 'pattern' | 'replacement';
  /** Offset of the `$` or quote. */
  readonly start: number;
  /** Output that belongs to this frame begins here. */
  readonly chunk: number;
  keepEscapes: boolean;
  readonly name: string;
  readonly operator: string;
  pattern: string;
}

/** A frame that was just opened. */
export function createFrame(
  kind: Frame['kind'],
  start: number,
  chunk: number,
  keepEscapes: boolean,
  name = '',
  operator = '',
): Frame {
  return { kind, start, chunk, keepEscapes, name, operator, pattern: '' };
}

/** The character that ends a word inside `${…}`; -1 for frames that end otherwise. */
export function stopOf(kind: Frame['kind']): number {
  if (kind === 'pattern') return SLASH;
  return kind === 'word' || kind === 'replacement' ? CLOSE : -1;
}

/** BuildKit's message when a `${…}` has no end. */
export function missingEnd(open: Frame): string {
  return open.kind === 'pattern' ? "syntax error: missing '/' in ${}" : "syntax error: missing '}'";
}

/** BuildKit's message when a quote has no end. */
export function unbalancedQuote(quote: string): string {
  return `unexpected end of statement while looking for matching ${quote}`;
}

/** The text of all chunks from one on. */
export function joinChunks(chunks: readonly Chunk[], from: number): string {
  if (chunks.length === from + 1) return chunks[from]?.text ?? '';
  let text = '';
  for (let i = from; i < chunks.length; i++) text += chunks[i]?.text ?? '';
  return text;
}
