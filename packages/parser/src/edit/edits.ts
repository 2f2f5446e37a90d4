import type * as Ast from '../ast/nodes.ts';
import type { ParseResult } from '../parse-result.ts';
import { quoteFlagValue, quoteValue } from './quote.ts';
import type { TextEdit } from './text-edit.ts';

/**
 * Edits that set a flag of an instruction: the first one of that name is replaced, or one is added after the others.
 * `true` writes the bare flag. With `add`, another one is added even if there is one (`--mount`, `--exclude`).
 */
export function setFlag(
  result: ParseResult,
  node: Ast.Instruction,
  name: string,
  value: string | true,
  options: { readonly add?: boolean } = {},
): readonly TextEdit[] {
  const written = value === true ? `--${name}` : `--${name}=${quoteFlagValue(value, result.ast.escape)}`;
  const present = options.add === true ? undefined : node.flags.find((flag) => flag.name === name);
  if (present !== undefined) return [{ start: present.start, end: present.end, newText: written }];
  const place = node.flags.at(-1)?.end ?? node.keyword.end;
  return [{ start: place, end: place, newText: ` ${written}` }];
}

/** Edits that take away all flags of a name, or just the one given, with the blanks before. */
export function removeFlag(result: ParseResult, node: Ast.Instruction, flag: string | Ast.Flag): readonly TextEdit[] {
  return node.flags.flatMap((candidate, i) => {
    if (candidate !== flag && candidate.name !== flag) return [];
    const before = node.flags[i - 1]?.end ?? node.keyword.end;
    const hasComment = result.ast.comments.some(({ start }) => start >= before && start < candidate.start);
    return [{ start: hasComment ? candidate.start : before, end: candidate.end, newText: '' }];
  });
}

/**
 * Edits that replace an argument. A JSON string gets the text as its value; a word gets it as written, so quotes and
 * variables in it mean what they mean there.
 */
export function replaceArgument(argument: Ast.Argument, text: string): readonly TextEdit[] {
  const newText = argument.kind === 'string' ? JSON.stringify(text) : text;
  return [{ start: argument.start, end: argument.end, newText }];
}

/** Edits that make a variable or label have exactly this value, quoted if need be. */
export function setValue(
  result: ParseResult,
  entry: Ast.KeyValue | Ast.ArgDeclaration,
  value: string,
): readonly TextEdit[] {
  const newText = quoteValue(value, result.ast.escape);
  if (entry.value === undefined) return [{ start: entry.end, end: entry.end, newText: `=${newText}` }];
  return [{ start: entry.value.start, end: entry.value.end, newText }];
}

/** Edits that name the stage of a FROM, or take its name away. */
export function setStageName(node: Ast.FromNode, name: string | undefined): readonly TextEdit[] {
  const { image, alias, keyword } = node;
  if (alias === undefined) {
    const as = keyword.text === keyword.text.toLowerCase() ? 'as' : 'AS';
    return name === undefined ? [] : [{ start: image.end, end: image.end, newText: ` ${as} ${name}` }];
  }
  if (name === undefined) return [{ start: image.end, end: alias.end, newText: '' }];
  return [{ start: alias.start, end: alias.end, newText: name }];
}

/** Edits that put a line of text before an instruction, above its doc comments. */
export function insertBefore(result: ParseResult, node: Ast.Instruction, text: string): readonly TextEdit[] {
  const { lines } = result;
  const line = node.docs.length > 0 ? lines.positionAt(node.docs[0]?.start ?? 0).line : node.startLine;
  const place = lines.lineStart(line);
  return [{ start: place, end: place, newText: text + newlineOf(result) }];
}

/** Edits that put a line of text after an instruction, below its heredocs. */
export function insertAfter(result: ParseResult, node: Ast.Instruction, text: string): readonly TextEdit[] {
  return [{ start: node.end, end: node.end, newText: newlineOf(result) + text }];
}

/** Edits that take an instruction away with all its lines; with `docs` also the comments directly above. */
export function removeInstruction(
  result: ParseResult,
  node: Ast.Instruction,
  options: { readonly docs?: boolean } = {},
): readonly TextEdit[] {
  const { lines, text } = result;
  const isWithDocs = options.docs === true && node.docs.length > 0;
  const firstLine = isWithDocs ? lines.positionAt(node.docs[0]?.start ?? 0).line : node.startLine;
  const end = node.endLine + 1 < lines.lineCount ? lines.lineStart(node.endLine + 1) : text.length;
  return [{ start: lines.lineStart(firstLine), end, newText: '' }];
}

function newlineOf({ text }: ParseResult): string {
  const first = text.indexOf('\n');
  return first > 0 && text.charAt(first - 1) === '\r' ? '\r\n' : '\n';
}
