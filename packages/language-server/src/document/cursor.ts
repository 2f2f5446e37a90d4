import { type Heredoc, heredocsOf, type Instruction, type InstructionName, instructionName } from '@strake/parser';
import type { DocumentState } from './document-state.ts';
import { lineStartAt, type Span } from './places.ts';

/** Where a cursor is, read from the text in front of it: the line may be half-written. */
export interface Cursor {
  readonly offset: number;
  readonly place: 'comment' | 'keyword' | 'arguments' | 'heredoc';
  /** The instruction that the cursor is in; of ONBUILD the inner one. */
  readonly instruction: InstructionName | undefined;
  readonly isTrigger: boolean;
  /** Logical text from the instruction's start to the cursor; the line in a comment. */
  readonly before: string;
  /** What stands between the last blank and the cursor, with its place. */
  readonly word: string;
  readonly span: Span;
  /** Whole words in front of it, without keyword and flags. */
  readonly words: readonly string[];
  readonly flags: readonly string[];
  /** The instruction that a parser finds there. */
  readonly node: Instruction | undefined;
}

export function cursorAt(state: DocumentState, offset: number): Cursor {
  const { text, parse } = state;
  const node = parse.ast.instructions.findLast(({ start }) => start <= offset);
  const lineStart = lineStartAt(text, offset);
  const line = text.slice(lineStart, offset);
  const isInBody = node !== undefined && heredocsOf(node).some((heredoc) => holds(heredoc, offset));
  if (isInBody) return { ...described('heredoc', line, offset, node), instruction: kindOf(node) };
  if (/^\s*#/.test(line)) return described('comment', line, offset, node);
  const before = logicalBefore(text, lineStart, parse.ast.escape) + line;
  return readInstruction(before, offset, node);
}

/** An open heredoc goes on to where the text ends. */
function holds({ bodyStart, bodyEnd, terminatorStart, terminatorEnd }: Heredoc, offset: number): boolean {
  const isOpen = terminatorStart === terminatorEnd;
  return bodyStart <= offset && (isOpen ? offset <= bodyEnd : offset < terminatorStart);
}

function kindOf(node: Instruction): InstructionName | undefined {
  return node.kind === 'invalid' ? node.of : node.kind;
}

function readInstruction(before: string, offset: number, node: Instruction | undefined): Cursor {
  let rest = before.trimStart();
  let isTrigger = false;
  let keyword = /^(\S+)\s/.exec(rest);
  while (keyword !== null && instructionName(keyword[1] ?? '') === 'onbuild') {
    isTrigger = true;
    rest = rest.slice(keyword[0].length).trimStart();
    keyword = /^(\S+)\s/.exec(rest);
  }
  if (keyword === null) return { ...described('keyword', before, offset, node), isTrigger };
  const [flags, words] = wordsIn(rest.slice(keyword[0].length));
  const instruction = instructionName(keyword[1] ?? '');
  return { ...described('arguments', before, offset, node), isTrigger, instruction, flags, words };
}

function wordsIn(text: string): readonly [flags: readonly string[], words: readonly string[]] {
  const all = text
    .split(/\s+/)
    .slice(0, -1)
    .filter((word) => word !== '');
  const first = all.findIndex((word) => !word.startsWith('--'));
  return first < 0 ? [all, []] : [all.slice(0, first), all.slice(first)];
}

function described(place: Cursor['place'], before: string, offset: number, node: Instruction | undefined): Cursor {
  const word = /\S*$/.exec(before)?.[0] ?? '';
  const span = { start: offset - word.length, end: offset };
  return { offset, place, instruction: undefined, isTrigger: false, before, word, span, words: [], flags: [], node };
}

/** The logical text of the lines above that a line continues. */
function logicalBefore(text: string, lineStart: number, escape: string): string {
  const parts: string[] = [];
  let end = lineStart - 1;
  while (end >= 0) {
    const start = lineStartAt(text, end);
    const line = text.slice(start, end).trimEnd();
    if (line.endsWith(escape) && !/^\s*#/.test(line)) parts.push(line.slice(0, -1));
    // Comments and empty lines do not end what is continued.
    else if (!/^\s*(?:#|$)/.test(line)) break;
    end = start - 1;
  }
  return parts.reverse().join('');
}
