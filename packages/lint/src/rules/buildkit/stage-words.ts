import { type Instruction, type TextEdit, type Word } from '@strake/parser';
import type { LintFile } from '../../model/lint-file.ts';

/** A word with its place. */
export type PlacedText = Pick<Word, 'text' | 'start' | 'end'>;

/** The stage's name in a FROM, even in one that is otherwise invalid. */
export function stageNameOf(node: Instruction): PlacedText | undefined {
  if (node.kind === 'from') return node.alias;
  if (node.kind !== 'invalid' || node.of !== 'from' || node.args.length !== 3) return undefined;
  const name = node.args[2];
  return name?.kind === 'word' ? name : undefined;
}

/** The word AS of a FROM. */
export function asWordOf(file: LintFile, node: Instruction): PlacedText | undefined {
  if (node.kind === 'invalid' && node.of === 'from') {
    const as = node.args[1];
    return as?.kind === 'word' && node.args.length >= 3 ? as : undefined;
  }
  if (node.kind !== 'from' || node.alias === undefined) return undefined;
  const between = file.result.text.slice(node.image.end, node.alias.start);
  const at = between.search(/\bas\b/i);
  if (at < 0) return undefined;
  const start = node.image.end + at;
  return { text: between.slice(at, at + 2), start, end: start + 2 };
}

/** Edits that give the stage's name and all its uses lower case. */
export function renameStage(file: LintFile, name: PlacedText): readonly TextEdit[] {
  const wanted = name.text.toLowerCase();
  const edits: TextEdit[] = [{ start: name.start, end: name.end, newText: wanted }];
  for (const { from, instructions } of file.stages) {
    const image = from?.image;
    if (image !== undefined && image.text !== wanted && image.text.toLowerCase() === wanted && image.start > name.end)
      edits.push({ start: image.start, end: image.end, newText: wanted });
    for (const node of instructions)
      for (const flag of node.flags)
        if (flag.name === 'from' && flag.value !== wanted && flag.value?.toLowerCase() === wanted)
          edits.push({ start: flag.valueStart, end: flag.valueEnd, newText: wanted });
  }
  return edits;
}
