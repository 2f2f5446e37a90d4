import { heredocsOf } from '@strake/parser';
import type { FoldingRange } from 'vscode-languageserver';
import type { DocumentState } from '../document/document-state.ts';
import type { Span } from '../document/places.ts';

/** Stages, instructions and heredocs of several lines, and blocks of comments. */
export function foldingRanges({ model, parse, places }: DocumentState): readonly FoldingRange[] {
  const lines = ({ start, end }: Span, kind?: 'comment' | 'region'): FoldingRange[] => {
    const startLine = places.positionAt(start).line;
    const endLine = places.positionAt(end).line;
    return endLine > startLine ? [{ startLine, endLine, ...(kind === undefined ? {} : { kind }) }] : [];
  };
  const instructions = parse.ast.instructions.flatMap((node) => [
    ...lines(node),
    ...heredocsOf(node).flatMap(({ start, terminatorEnd }) => lines({ start, end: terminatorEnd })),
  ]);
  const all = [
    ...model.stages.flatMap((stage) => lines(stage, 'region')),
    ...instructions,
    ...commentBlocks(parse).flatMap((block) => lines(block, 'comment')),
  ];
  // An instruction may span what a heredoc or a stage spans: editors want one fold for a line.
  return [...new Map(all.map((range) => [`${range.startLine} ${range.endLine}`, range])).values()];
}

function commentBlocks({ ast, lines }: DocumentState['parse']): readonly Span[] {
  const blocks: { start: number; end: number; line: number }[] = [];
  for (const { start, end } of ast.comments) {
    const { line } = lines.positionAt(start);
    const last = blocks.at(-1);
    if (last !== undefined && last.line === line - 1) Object.assign(last, { end, line });
    else blocks.push({ start, end, line });
  }
  return blocks;
}
