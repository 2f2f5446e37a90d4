import type { Command, ParsedScript, SyntaxNode } from 'unbash';
import type { Span } from '../../document/places.ts';
import type { ShellScript } from '../../shell/shell-scripts.ts';
import { visitShell } from '../../shell/shell-uses.ts';
import { type Canvas, type Cells, createCanvas } from './canvas.ts';
import type { TokenType } from './legend.ts';

const GAP =
  /(?<comment>(?<![^\s;&|])#[^\n]*)|(?<keyword>(?<![\w-])(?:if|then|elif|else|fi|for|in|do|done|while|until|case|esac|select|function|time|coproc)(?![\w-])|[{}!]|\[\[|\]\])|(?<operator>[;&|<>()]+)/g;

/** Paints a script as the language it is: commands, options, strings, variables, operators, keywords, comments. */
export function paintShell(script: ShellScript, canvas: Canvas): void {
  const tree = script.tree();
  const known = PAINTED.get(tree);
  const painted = known ?? paintTree(tree, script.text);
  if (known === undefined) PAINTED.set(tree, painted);
  canvas.overlay(painted, script.start);
}

/** By their trees, which outlive edits of other scripts. */
const PAINTED = new WeakMap<ParsedScript, Cells>();

function paintTree(tree: ParsedScript, text: string): Cells {
  const canvas = createCanvas(text);
  const at = ({ pos, end }: { readonly pos: number; readonly end: number }): Span => ({ start: pos, end });
  const words = new Map<SyntaxNode, TokenType>();
  const leaves: Span[] = [];
  visitShell(tree, (node) => {
    if (node.type === 'Command') classify(node, words);
    const type = words.get(node) ?? typeOf(node);
    if (type !== undefined) canvas.paint(at(node), type);
    if (LEAVES.has(node.type)) leaves.push({ start: node.pos, end: node.end });
    if (node.type === 'Assignment') canvas.paint(at({ pos: node.pos, end: node.pos + node.name.length }), 'variable');
  });
  paintGaps(text, leaves, canvas);
  return canvas.cells;
}

const LEAVES: ReadonlySet<SyntaxNode['type']> = new Set<SyntaxNode['type']>([
  'Word',
  'Assignment',
  'HereDocBody',
  'HereDocDelimiter',
]);

/** The first word is the command; words that begin with a dash are its options. */
function classify({ name, suffix }: Command, words: Map<SyntaxNode, TokenType>): void {
  if (name) words.set(name, 'function');
  for (const word of suffix)
    if (word.type === 'Word') words.set(word, word.text.startsWith('-') ? 'parameter' : 'string');
}

function typeOf({ type }: SyntaxNode): TokenType | undefined {
  switch (type) {
    case 'Word':
    case 'SingleQuoted':
    case 'DoubleQuoted':
    case 'AnsiCQuoted':
    case 'LocaleString':
    case 'HereDocBody':
      return 'string';
    case 'SimpleExpansion':
    case 'ParameterExpansion':
      return 'variable';
    case 'HereDocDelimiter':
      return 'operator';
    default:
      return undefined;
  }
}

/** What stands between words: operators, keywords, comments. */
function paintGaps(text: string, leaves: readonly Span[], canvas: Canvas): void {
  let at = 0;
  const gap = (end: number): void => {
    if (end <= at) return;
    for (const { index, groups, 0: found } of text.slice(at, end).matchAll(GAP)) {
      const span = { start: at + index, end: at + index + found.length };
      canvas.paint(span, groups?.['comment'] ? 'comment' : groups?.['keyword'] ? 'keyword' : 'operator');
    }
  };
  for (const leaf of leaves.toSorted((a, b) => a.start - b.start)) {
    gap(leaf.start);
    at = Math.max(at, leaf.end);
  }
  gap(text.length);
}
