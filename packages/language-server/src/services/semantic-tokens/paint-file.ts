import { type Instruction, type MountField, type TokenKind, tokens } from '@strake/parser';
import type { DocumentState } from '../../document/document-state.ts';
import { isBuiltInArgument } from '../../knowledge/built-in-arguments.ts';
import type { Name } from '../../model/names.ts';
import type { Canvas } from './canvas.ts';
import type { TokenType } from './legend.ts';
import { paintShell } from './paint-shell.ts';

const BY_KIND: Readonly<Partial<Record<TokenKind, TokenType>>> = {
  comment: 'comment',
  directive: 'macro',
  keyword: 'keyword',
  flag: 'string',
  word: 'string',
  name: 'property',
  value: 'string',
  operator: 'operator',
  string: 'string',
  'heredoc-start': 'operator',
  'heredoc-body': 'string',
  'heredoc-end': 'operator',
};

/** Paints all of a file, the general first and the particular over it. */
export function paintFile(state: DocumentState, canvas: Canvas): void {
  const { parse, model } = state;
  for (const { kind, start, end } of tokens(parse)) {
    const type = BY_KIND[kind];
    if (type !== undefined) canvas.paint({ start, end }, type);
  }
  for (const node of parse.ast.instructions) paintInstruction(node, parse.text, canvas);
  for (const script of [...model.scripts.values()].flat()) paintShell(script, canvas);
  for (const use of model.variables.uses) canvas.paint(use, 'variable', ...modifiersOf(use.variable?.identity));
  for (const name of model.names) paintName(name, canvas);
}

function modifiersOf(name: Name | undefined): readonly ('readonly' | 'defaultLibrary')[] {
  if (name?.kind !== 'argument') return [];
  return isBuiltInArgument(name.text) ? ['readonly', 'defaultLibrary'] : ['readonly'];
}

function paintName(name: Name, canvas: Canvas): void {
  for (const occurrence of name.occurrences) {
    const declaration = occurrence.role === 'definition' ? (['declaration'] as const) : [];
    if (name.kind === 'stage') canvas.paint(occurrence, 'class', ...declaration);
    else if (name.kind === 'image') canvas.paint(occurrence, 'namespace');
    else if (occurrence.role === 'definition')
      canvas.paint(occurrence, 'variable', 'declaration', ...modifiersOf(name));
  }
}

function paintInstruction(node: Instruction, text: string, canvas: Canvas): void {
  if (node.kind === 'maintainer') canvas.paint(node.keyword, 'keyword', 'deprecated');
  for (const { start, valueStart, valueEnd, end } of node.flags) {
    const isBare = valueStart === end && valueEnd === end;
    canvas.paint({ start, end: isBare ? end : valueStart - 1 }, 'parameter');
    if (!isBare) canvas.paint({ start: valueStart - 1, end: valueStart }, 'operator');
  }
  if (node.kind === 'run')
    for (const { fields } of node.mounts) for (const field of fields) paintField(field, text, canvas);
  if (node.kind === 'expose') for (const port of node.ports) canvas.paint(port, 'number');
  if (node.kind === 'from' && node.image.text === 'scratch') canvas.paint(node.image, 'keyword');
  if (node.kind === 'onbuild') paintInstruction(node.trigger, text, canvas);
}

function paintField(field: MountField, text: string, canvas: Canvas): void {
  const equals = field.value === undefined ? -1 : text.indexOf('=', field.start);
  const keyEnd = equals < 0 || equals > field.valueStart ? field.end : equals;
  canvas.paint({ start: field.start, end: keyEnd }, 'property');
  if (field.key === 'type') canvas.paint({ start: field.valueStart, end: field.valueEnd }, 'enumMember');
}
