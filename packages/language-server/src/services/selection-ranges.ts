import { pathAt } from '@strake/parser';
import type { SelectionRange } from 'vscode-languageserver';
import type { DocumentState } from '../document/document-state.ts';
import { type Span, touches } from '../document/places.ts';
import { stageAt } from '../model/layout.ts';
import { visitShell } from '../shell/shell-uses.ts';

/** What surrounds a place, from the innermost word to the whole file: shell syntax and stages included. */
export function selectionRange(state: DocumentState, offset: number): SelectionRange {
  const { text, model, parse, places } = state;
  const stage = stageAt(model, offset);
  const spans: Span[] = [{ start: 0, end: text.length }];
  if (stage && touches(stage, offset)) spans.push(stage);
  spans.push(...pathAt(parse, offset).slice(1), ...bodySpans(state, offset), ...shellSpans(state, offset));
  const use = model.variables.uses.find((known) => touches(known, offset));
  if (use) spans.push(use);
  const ordered = nested(spans.filter((span) => touches(span, offset)));
  const [outer, ...inner] = ordered.map((span) => places.rangeOf(span));
  let range: SelectionRange = { range: outer ?? places.rangeOf({ start: 0, end: text.length }) };
  for (const next of inner) range = { range: next, parent: range };
  return range;
}

/** Widest first, each within the one before and smaller. */
function nested(spans: readonly Span[]): readonly Span[] {
  const kept: Span[] = [];
  for (const span of spans.toSorted((a, b) => b.end - b.start - (a.end - a.start))) {
    const last = kept.at(-1);
    const fits = last === undefined || (last.start <= span.start && span.end <= last.end);
    if (fits && (last === undefined || span.end - span.start < last.end - last.start)) kept.push(span);
  }
  return kept;
}

function bodySpans({ parse }: DocumentState, offset: number): readonly Span[] {
  return pathAt(parse, offset).flatMap((node) =>
    node.kind === 'heredoc' ? [{ start: node.bodyStart, end: node.bodyEnd }] : [],
  );
}

function shellSpans({ model }: DocumentState, offset: number): readonly Span[] {
  const spans: Span[] = [];
  for (const script of [...model.scripts.values()].flat()) {
    if (!touches(script, offset)) continue;
    visitShell(script.tree(), ({ pos, end }) => {
      const span = { start: script.start + pos, end: script.start + end };
      if (touches(span, offset)) spans.push(span);
    });
  }
  return spans;
}
