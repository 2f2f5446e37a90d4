import type { Argument, Instruction } from '@strake/parser';
import type { DocumentState } from '../document/document-state.ts';
import { type Span, touches } from '../document/places.ts';
import { contextPath } from './completion/path-items.ts';

/** A path of the build context that an instruction names. */
export interface ContextFile extends Span {
  readonly path: string;
}

/** The sources of COPY, ADD and bind mounts that are plain paths of the build context. */
export function contextFiles({ parse }: DocumentState): readonly ContextFile[] {
  return parse.ast.instructions.flatMap((node) => filesOf(node));
}

export function contextFileAt(state: DocumentState, offset: number): string | undefined {
  return contextFiles(state).find((file) => touches(file, offset))?.path;
}

function filesOf(node: Instruction): readonly ContextFile[] {
  if (node.kind === 'run') return node.mounts.flatMap(mountFiles);
  if (node.kind !== 'copy' && node.kind !== 'add') return [];
  if (node.flags.some(({ name }) => name === 'from')) return [];
  return node.sources.flatMap((source) => fileOf(textOf(source), source));
}

function mountFiles({ fields }: Extract<Instruction, { kind: 'run' }>['mounts'][number]): readonly ContextFile[] {
  const value = (key: string): string | undefined => fields.find((field) => field.key === key)?.value;
  const source = fields.find(({ key }) => key === 'source');
  if (source === undefined || value('from') !== undefined || (value('type') ?? 'bind') !== 'bind') return [];
  return fileOf(source.value ?? '', { start: source.valueStart, end: source.valueEnd });
}

function textOf(argument: Argument): string {
  return argument.kind === 'word' ? argument.text : argument.value;
}

function fileOf(text: string, { start, end }: Span): readonly ContextFile[] {
  const path = contextPath(text);
  return path === undefined || path === '' ? [] : [{ path, start, end }];
}
