import { describeName, docLines, type Instruction } from '@strake/parser';
import type { DocumentState } from '../../document/document-state.ts';
import type { Span } from '../../document/places.ts';
import { builtInArguments } from '../../knowledge/built-in-arguments.ts';
import type { Variable } from '../../model/variables.ts';
import { stageLabel } from '../stage-text.ts';
import { keywordOf } from '../variable-text.ts';
import { code, fenced } from './markdown.ts';
import type { HoverText } from './hover.ts';

/** The value of a variable at a place, and which ARG or ENV gave it. */
export function variableHover(state: DocumentState, span: Span, variable: Variable | undefined): HoverText {
  const { start, end } = span;
  if (variable === undefined) return { start, end, markdown: 'Not set here: the builder puts nothing in its place.' };
  const { name, value, written } = variable;
  const builtIn = builtInArguments.find((known) => known.name === name);
  const shown = value ?? written;
  const parts = [
    fenced(`${keywordOf(variable)} ${name}${shown === undefined ? '' : `=${shown}`}`),
    provenance(state, variable),
    describeVariable(state, variable),
    builtIn?.doc ?? '',
  ];
  return { start, end, markdown: parts.filter((part) => part !== '').join('\n\n') };
}

function provenance(state: DocumentState, { kind, value, written, place, stage, source }: Variable): string {
  if (place === undefined) return 'Set by the builder.';
  const where = stage === undefined ? 'in front of the stages' : `in stage ${code(stageLabel(stage))}`;
  const line = state.places.positionAt(place.start).line + 1;
  const setBy = kind === 'argument' ? 'ARG' : 'ENV';
  const from =
    source?.place === undefined
      ? ''
      : `, with the value of line ${state.places.positionAt(source.place.start).line + 1}`;
  const parts = [`Set by ${setBy} on line ${line}, ${where}${from}.`];
  if (value !== undefined && written !== undefined && written !== value) parts.push(`Written as ${code(written)}.`);
  if (kind === 'argument') parts.push('`--build-arg` beats this value.');
  return parts.join(' ');
}

/** What the comments above the declaration say of the variable. */
function describeVariable({ parse }: DocumentState, { name, place }: Variable): string {
  const at = place?.start ?? -1;
  const node: Instruction | undefined = parse.ast.instructions.findLast(({ start, end }) => start <= at && at <= end);
  return node === undefined ? '' : describeName(docLines(parse, node), name);
}
