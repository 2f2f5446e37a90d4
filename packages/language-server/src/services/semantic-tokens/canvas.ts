import type { Span } from '../../document/places.ts';
import { TOKEN_MODIFIERS, TOKEN_TYPES, type TokenModifier, type TokenType } from './legend.ts';

/** What is painted on each character; 0 is blank. */
export type Cells = Readonly<Uint16Array>;

/** What each character of a text is. What is painted later covers what was there. */
export interface Canvas {
  paint(span: Span, type: TokenType, ...modifiers: readonly TokenModifier[]): void;
  /** Puts what was painted on another canvas over this one from `start` on; what is blank there stays as it is here. */
  overlay(other: Cells, start: number): void;
  readonly cells: Cells;
  /** The protocol's five numbers for each token; no token goes over a line's end. */
  encode(): readonly number[];
}

const MODIFIER_SHIFT = 8;

export function createCanvas(text: string): Canvas {
  const cells = new Uint16Array(text.length);
  return {
    paint({ start, end }, type, ...modifiers) {
      const bits = modifiers.reduce((sum, modifier) => sum | (1 << TOKEN_MODIFIERS.indexOf(modifier)), 0);
      cells.fill((bits << MODIFIER_SHIFT) | (TOKEN_TYPES.indexOf(type) + 1), start, end);
    },
    overlay(over, start) {
      for (let i = 0; i < over.length; i++) {
        const cell = over[i] ?? 0;
        if (cell !== 0) cells[start + i] = cell;
      }
    },
    cells,
    encode: () => encodeCells(text, cells),
  };
}

function encodeCells(text: string, cells: Uint16Array): readonly number[] {
  const data: number[] = [];
  let line = 0;
  let lineStart = 0;
  let lastLine = 0;
  let lastStart = 0;
  for (let i = 0; i < text.length; ) {
    const breakLength = lineBreakAt(text, i);
    const cell = cells[i] ?? 0;
    if (breakLength > 0) {
      i += breakLength;
      line++;
      lineStart = i;
    } else if (cell === 0 || isBlank(text, i)) i++;
    else {
      const end = runEnd(text, cells, i);
      const start = i - lineStart;
      const delta = line === lastLine ? start - lastStart : start;
      data.push(line - lastLine, delta, end - i, (cell & 0xff) - 1, cell >> MODIFIER_SHIFT);
      lastLine = line;
      lastStart = start;
      i = end;
    }
  }
  return data;
}

/** End of the token that starts here, without blanks behind it. */
function runEnd(text: string, cells: Uint16Array, start: number): number {
  let end = start;
  while (end < text.length && cells[end] === cells[start] && lineBreakAt(text, end) === 0) end++;
  while (end > start + 1 && isBlank(text, end - 1)) end--;
  return end;
}

function isBlank(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code === 0x20 || code === 0x09;
}

function lineBreakAt(text: string, at: number): number {
  const code = text.charCodeAt(at);
  if (code === 0x0a) return 1;
  if (code !== 0x0d) return 0;
  return text.charCodeAt(at + 1) === 0x0a ? 2 : 1;
}
