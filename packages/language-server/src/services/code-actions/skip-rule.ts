import { type Finding, rules } from '@strake/lint';
import type { TextEdit } from '@strake/parser';
import type { DocumentState } from '../../document/document-state.ts';
import { lineStartAt } from '../../document/places.ts';

export interface Skip {
  readonly title: string;
  readonly edits: readonly TextEdit[];
}

/** Ways to silence a rule: BuildKit's by the `check` directive, all others by a comment above the instruction. */
export function skipEdits(state: DocumentState, { rule, range }: Finding): readonly Skip[] {
  const isBuildkit = rules.some(({ name, origin }) => name === rule && origin === 'buildkit');
  return isBuildkit ? [skipInFile(state, rule)] : [skipAbove(state, rule, range.start.offset)];
}

function skipInFile({ parse, text }: DocumentState, rule: string): Skip {
  const title = `Skip ${rule} in this file`;
  const directive = parse.ast.directives.find(({ name }) => name === 'check');
  if (directive === undefined) {
    const last = parse.ast.directives.at(-1);
    const lineEnd = last === undefined ? -1 : text.indexOf('\n', last.end);
    const start = last === undefined ? (text.startsWith('\uFEFF') ? 1 : 0) : lineEnd < 0 ? text.length : lineEnd + 1;
    const newText = `${last !== undefined && lineEnd < 0 ? '\n' : ''}# check=skip=${rule}\n`;
    return { title, edits: [{ start, end: start, newText }] };
  }
  const skip = /skip=([^;]*)/.exec(directive.value);
  const { valueStart, valueEnd } = directive;
  if (skip === null) return { title, edits: [{ start: valueEnd, end: valueEnd, newText: `;skip=${rule}` }] };
  const start = valueStart + skip.index + skip[0].length;
  return { title, edits: [{ start, end: start, newText: `${skip[1] === '' ? '' : ','}${rule}` }] };
}

function skipAbove({ parse, text }: DocumentState, rule: string, offset: number): Skip {
  const title = `Skip ${rule} for this instruction`;
  const node = parse.ast.instructions.findLast(({ start }) => start <= offset);
  const lineStart = lineStartAt(text, node?.start ?? offset);
  const pragma = node?.docs.findLast((comment) => /^hadolint\s+ignore=/.test(comment.text));
  if (pragma) return { title, edits: [{ start: pragma.end, end: pragma.end, newText: `,${rule}` }] };
  return { title, edits: [{ start: lineStart, end: lineStart, newText: `# hadolint ignore=${rule}\n` }] };
}
