import type { SemanticTokens, SemanticTokensEdit } from 'vscode-languageserver';
import type { DocumentState } from '../../document/document-state.ts';
import { createCanvas } from './canvas.ts';
import { paintFile } from './paint-file.ts';

/** All tokens of a file in the protocol's encoding. */
export function semanticTokens(state: DocumentState): readonly number[] {
  return state.once(tokensOf);
}

function tokensOf(state: DocumentState): readonly number[] {
  const canvas = createCanvas(state.text);
  paintFile(state, canvas);
  return canvas.encode();
}

/** The tokens on some lines, the last one included. */
export function semanticTokensInRange(state: DocumentState, startLine: number, endLine: number): SemanticTokens {
  const all = semanticTokens(state);
  const data: number[] = [];
  let line = 0;
  let start = 0;
  let lastLine = 0;
  let lastStart = 0;
  for (let i = 0; i < all.length; i += 5) {
    const [lines = 0, columns = 0, length = 0, type = 0, modifiers = 0] = all.slice(i, i + 5);
    line += lines;
    start = lines === 0 ? start + columns : columns;
    if (line < startLine) continue;
    if (line > endLine) break;
    data.push(line - lastLine, line === lastLine ? start - lastStart : start, length, type, modifiers);
    lastLine = line;
    lastStart = start;
  }
  return { data };
}

/** The one edit that makes `before` into `after`; none if they are equal. */
export function semanticTokensEdits(before: readonly number[], after: readonly number[]): SemanticTokensEdit[] {
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && before[start] === after[start]) start++;
  let tail = 0;
  while (tail < most - start && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  const deleteCount = before.length - tail - start;
  const data = after.slice(start, after.length - tail);
  return deleteCount === 0 && data.length === 0 ? [] : [{ start, deleteCount, data }];
}
