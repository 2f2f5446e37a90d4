import { logicalText, type Source } from '../ast/source.ts';
import type * as Ast from '../ast/nodes.ts';
import { trimSpace } from '../lexer/space.ts';
import { orderFlags } from './flag-order.ts';
import { cased, type Style } from './options.ts';
import { rawLines } from './raw-lines.ts';

/** A piece of an instruction that is laid out as a whole. */
export interface Item {
  readonly lines: readonly string[];
  /** Comments that stand before it inside the instruction. */
  readonly comments: readonly string[];
  /** Whether it begins a new line. */
  readonly breaks: boolean;
}

interface Piece {
  readonly start: number;
  readonly end: number;
  readonly lines: readonly string[];
  readonly group: 'flag' | 'argument' | 'other';
  /** What may stand between the piece before and this one, without case. */
  readonly between?: string;
}

/** What the pieces of an instruction are made from. */
export interface ItemSource {
  readonly source: Source;
  readonly style: Style;
  readonly comments: readonly Ast.Comment[];
}

type Formattable = Exclude<Ast.Instruction, Ast.InvalidNode | Ast.OnbuildNode>;

/** The items of an instruction in the order they are written; undefined if it holds something unexpected. */
export function itemsOf(from: ItemSource, node: Formattable): readonly Item[] | undefined {
  const args = argumentPieces(from, node);
  if (args === undefined) return undefined;
  const flags = flagPieces(from, node);
  const separator = flagSeparator(from, node, args);
  if (separator === undefined) return undefined;
  const pieces = [...flags, ...separator, ...args];
  const written = [...pieces].sort((a, b) => a.start - b.start);
  const before = new Map<Piece, { readonly comments: readonly string[]; readonly hasBreak: boolean }>();
  let at = node.keyword.end;
  for (const piece of written) {
    const between = trimSpace(logicalText(from.source, at, piece.start)).toLowerCase();
    if (between !== (piece.between ?? '')) return undefined;
    const hasBreak = from.source.text.slice(at, piece.start).includes('\n');
    before.set(piece, { comments: commentsIn(from, at, piece.start), hasBreak });
    at = piece.end;
  }
  if (trimSpace(logicalText(from.source, at, Math.max(at, node.textEnd))) !== '') return undefined;
  const spread = spreadGroups(written, before);
  return pieces.map((piece, i) => {
    const gap = before.get(piece);
    const comments = gap?.comments ?? [];
    // A flag that is written first stands where the first flag stood.
    const isFirst = i === 0 || pieces[i - 1]?.group !== piece.group;
    const first = written.find((other) => other.group === piece.group) ?? piece;
    const hasBreak = isFirst ? before.get(first)?.hasBreak === true : spread.has(piece.group) || gap?.hasBreak === true;
    return { lines: piece.lines, comments, breaks: comments.length > 0 || (hasBreak && node.kind !== 'from') };
  });
}

/** Groups with a line break between two of their pieces: all of their pieces get a line. */
function spreadGroups(
  written: readonly Piece[],
  before: ReadonlyMap<Piece, { readonly hasBreak: boolean }>,
): ReadonlySet<Piece['group']> {
  const spread = new Set<Piece['group']>();
  for (const [i, piece] of written.entries())
    if (i > 0 && written[i - 1]?.group === piece.group && before.get(piece)?.hasBreak) spread.add(piece.group);
  return spread;
}

function commentsIn({ comments, source }: ItemSource, start: number, end: number): readonly string[] {
  return comments
    .filter((comment) => comment.start >= start && comment.end <= end)
    .map((comment) => source.text.slice(comment.start, comment.end));
}

function flagPieces({ source }: ItemSource, node: Formattable): readonly Piece[] {
  return orderFlags(node.kind, node.flags).map(({ start, end }) => ({
    start,
    end,
    lines: [logicalText(source, start, end)],
    group: 'flag',
  }));
}

/** The bare `--` that ends the flags. */
function flagSeparator(from: ItemSource, node: Formattable, args: readonly Piece[]): readonly Piece[] | undefined {
  const start = node.flags.at(-1)?.end ?? node.keyword.end;
  const end = args[0]?.start ?? node.textEnd;
  if (end <= start) return [];
  const between = trimSpace(logicalText(from.source, start, end));
  if (between === '' || args[0]?.between !== undefined) return [];
  if (between !== '--') return undefined;
  const place = from.source.text.indexOf('--', start);
  return [{ start: place, end: place + 2, lines: ['--'], group: 'other' }];
}

function argumentPieces(from: ItemSource, node: Formattable): readonly Piece[] | undefined {
  switch (node.kind) {
    case 'from':
      return fromPieces(from, node);
    case 'run':
    case 'cmd':
    case 'entrypoint':
    case 'shell':
      return commandPieces(from, node.command);
    case 'healthcheck':
      return healthcheckPieces(from, node);
    case 'copy':
    case 'add':
      return wordPieces(from, node, [...node.sources, ...node.heredocs, node.destination]);
    case 'volume':
      return wordPieces(from, node, node.paths);
    case 'expose':
      return wordPieces(from, node, node.ports);
    case 'env':
    case 'label':
      return node.entries.flatMap((entry) => (entry.legacy ? legacyPieces(from, entry) : [piece(from, entry)]));
    case 'arg':
      return node.declarations.map((declaration) => piece(from, declaration));
    default:
      return [piece(from, { start: node.textStart, end: node.textEnd })];
  }
}

function piece({ source, style }: ItemSource, place: { readonly start: number; readonly end: number }): Piece {
  const { start, end } = place;
  return { start, end, lines: rawLines(source.text, start, end, style), group: 'argument' };
}

function fromPieces(from: ItemSource, node: Ast.FromNode): readonly Piece[] {
  if (node.alias === undefined) return [piece(from, node.image)];
  const as = cased('as', { ...from.style, keywordCase: keywordCaseOf(node, from.style) });
  const alias = piece(from, node.alias);
  return [piece(from, node.image), { ...alias, lines: [`${as} ${alias.lines.join('')}`], between: 'as' }];
}

/** `AS` goes with `FROM`, whose case may be kept. */
function keywordCaseOf(node: Ast.FromNode, style: Style): 'upper' | 'lower' {
  if (style.keywordCase !== 'keep') return style.keywordCase;
  return node.keyword.text === node.keyword.text.toLowerCase() ? 'lower' : 'upper';
}

function legacyPieces(from: ItemSource, entry: Ast.KeyValue): readonly Piece[] {
  return [piece(from, entry.key), { ...piece(from, entry.value), group: 'other' }];
}

function commandPieces(from: ItemSource, command: Ast.Command): readonly Piece[] | undefined {
  if (command.kind === 'shell-form') return command.end > command.start ? [piece(from, command)] : [];
  return [arrayPiece(from, command.start, command.end, command.args)];
}

function healthcheckPieces(from: ItemSource, node: Ast.HealthcheckNode): readonly Piece[] | undefined {
  if (node.command === undefined) {
    if (!/^none$/i.test(node.text)) return undefined;
    return [{ ...piece(from, { start: node.textStart, end: node.textEnd }), lines: [cased(node.text, from.style)] }];
  }
  const start = node.textStart;
  const type: Piece = {
    start,
    end: start + 3,
    lines: [cased(from.source.text.slice(start, start + 3), from.style)],
    group: 'argument',
  };
  if (!/^cmd$/i.test(type.lines[0] ?? '')) return undefined;
  const command = commandPieces(from, node.command);
  return command && [type, ...command.map((p): Piece => ({ ...p, group: 'other' }))];
}

function wordPieces(
  from: ItemSource,
  node: Formattable,
  args: readonly (Ast.Argument | Ast.Heredoc)[],
): readonly Piece[] | undefined {
  const strings = args.filter((arg) => arg.kind === 'string');
  if (strings.length > 0)
    return strings.length === args.length ? [arrayPiece(from, node.textStart, node.textEnd, strings)] : undefined;
  // Words that look like a broken array could become a whole one by a change of blanks.
  if (node.text.startsWith('[')) return undefined;
  return args.toSorted((a, b) => a.start - b.start).map((arg) => piece(from, arg));
}

/** A JSON array: `["a", "b"]`, or an element a line if it has several lines. */
function arrayPiece(from: ItemSource, start: number, end: number, args: readonly Ast.StringLiteral[]): Piece {
  const { source, style } = from;
  const written = args.map((arg) => logicalText(source, arg.start, arg.end));
  const isSpread = source.text.slice(start, end).includes('\n');
  if (isSpread && (commentsIn(from, start, end).length > 0 || args.length < 2)) return piece(from, { start, end });
  const lines = isSpread
    ? written.map((text, i) => {
        const open = i === 0 ? '[' : style.indent;
        return open + text + (i === written.length - 1 ? ']' : `, ${style.escape}`);
      })
    : [`[${written.join(', ')}]`];
  return { start, end, lines, group: 'argument' };
}
