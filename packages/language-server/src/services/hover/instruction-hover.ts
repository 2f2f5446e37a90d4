import { flagSpec, type Instruction, type InstructionName, type RunNode } from '@strake/parser';
import type { DocumentState } from '../../document/document-state.ts';
import { touches } from '../../document/places.ts';
import { flagDoc, flagMarkdown } from '../../knowledge/flags.ts';
import { instructionDocs } from '../../knowledge/instructions.ts';
import { mountKey, mountTypes } from '../../knowledge/mount-keys.ts';
import type { Sources } from '../../sources/sources.ts';
import { measureText } from '../code-lens.ts';
import type { HoverText } from './hover.ts';
import { code, fenced } from './markdown.ts';

/** What an instruction, a flag or a mount's key means; of an instruction also what the last build measured. */
export async function instructionHover(
  state: DocumentState,
  offset: number,
  sources: Sources,
  signal: AbortSignal,
): Promise<HoverText | undefined> {
  let node = state.parse.ast.instructions.find((known) => touches(known, offset));
  if (node?.kind === 'onbuild' && touches(node.trigger, offset)) node = node.trigger;
  const name = node?.kind === 'invalid' ? node.of : node?.kind;
  if (node === undefined || name === undefined) return undefined;
  if (touches(node.keyword, offset)) return await keywordHover(state, node, name, { sources, signal });
  return (node.kind === 'run' ? mountHover(node, offset) : undefined) ?? flagHover(node, name, offset);
}

async function keywordHover(
  { uri, parse }: DocumentState,
  node: Instruction,
  name: InstructionName,
  { sources, signal }: { readonly sources: Sources; readonly signal: AbortSignal },
): Promise<HoverText> {
  const { forms, summary, detail } = instructionDocs[name];
  const steps = (await sources.builds?.steps(uri, parse, signal)) ?? [];
  const step = steps.find(({ line }) => line === node.startLine);
  const text = step === undefined ? '' : measureText(step);
  const measured = text === '' ? [] : [`Last build: ${text}.`];
  const markdown = [fenced(forms.join('\n')), `${summary}.`, detail, ...measured].join('\n\n');
  return { start: node.keyword.start, end: node.keyword.end, markdown };
}

function flagHover(node: Instruction, name: InstructionName, offset: number): HoverText | undefined {
  const flag = node.flags.find((known) => touches(known, offset));
  const doc = flag && flagDoc(name, flag.name)?.doc;
  if (flag === undefined || doc === undefined) return undefined;
  const markdown = `**--${flag.name}**\n\n${flagMarkdown(doc, flagSpec(name, flag.name)?.since)}`;
  return { start: flag.start, end: flag.end, markdown };
}

function mountHover({ mounts }: RunNode, offset: number): HoverText | undefined {
  const field = mounts.flatMap(({ fields }) => fields).find((known) => touches(known, offset));
  const key = field && mountKey(field.key);
  if (field === undefined || key === undefined) return undefined;
  const { start, end } = field;
  const types: Readonly<Record<string, string>> = mountTypes;
  const type = field.key === 'type' ? types[field.value ?? ''] : undefined;
  const aliases = key.aliases === undefined ? '' : `\n\nAlso ${key.aliases.map(code).join(', ')}.`;
  const markdown =
    type === undefined ? `**${key.name}**\n\n${key.doc}${aliases}` : `**type=${field.value ?? ''}**\n\n${type}`;
  return { start, end, markdown };
}
