import { FLAGS } from '@strake/parser';
import type { CompletionItem } from 'vscode-languageserver';
import { flagDoc, flagMarkdown } from '../../knowledge/flags.ts';
import { platforms, users } from '../../knowledge/values.ts';
import { ASKED, patient } from '../../sources/patience.ts';
import type { CompletionRequest } from './completion.ts';
import { imageItems } from './image-items.ts';
import { item, tail } from './items.ts';
import { stageItems } from './stage-items.ts';

/** Flags of the instruction that are not given yet, or the values of the one being written. */
export async function flagItems(request: CompletionRequest): Promise<readonly CompletionItem[]> {
  const value = /^--([\w-]+)=(.*)$/.exec(request.cursor.word);
  return value ? await flagValues(request, value[1] ?? '', value[2] ?? '') : flagNames(request);
}

function flagNames(request: CompletionRequest): readonly CompletionItem[] {
  const { cursor } = request;
  if (cursor.instruction === undefined) return [];
  const { instruction } = cursor;
  const given = new Set(cursor.flags.map((flag) => /^--([\w-]+)/.exec(flag)?.[1]));
  return Object.entries(FLAGS[instruction]).flatMap(([name, spec]) => {
    if (spec.type !== 'strings' && given.has(name)) return [];
    const doc = flagMarkdown(flagDoc(instruction, name)?.doc ?? '', spec.since);
    const takesValue = spec.type !== 'boolean';
    const insert = `--${name}${takesValue ? '=' : ''}`;
    return [item(request, insert, cursor.span, { kind: 'property', doc, continues: takesValue })];
  });
}

async function flagValues(request: CompletionRequest, name: string, typed: string): Promise<readonly CompletionItem[]> {
  const { instruction } = request.cursor;
  if (instruction === undefined) return [];
  if (name === 'from') return [...stageItems(request, typed), ...(await imageItems(request, typed))];
  const values = name === 'platform' ? await platformsFor(request) : valuesOf(request, name);
  return values.map((value, order) => item(request, value, tail(request, typed.length), { kind: 'value', order }));
}

/** Variables, the platforms that the image has if it is written and known, else common ones. */
async function platformsFor({ cursor, state, sources, signal }: CompletionRequest): Promise<readonly string[]> {
  const globals = state.model.variables.after(undefined);
  const variables = ['$BUILDPLATFORM', '$TARGETPLATFORM'].filter((value) => globals.has(value.slice(1)));
  const { node } = cursor;
  const stage = node?.kind === 'from' ? state.model.stages.find(({ from }) => from === node) : undefined;
  const isImage = stage !== undefined && stage.base === undefined && stage.image !== '' && !stage.image.includes('$');
  const image = isImage ? await sources.images?.describe(stage.image, undefined, patient(signal, ASKED)) : undefined;
  const own = image?.platforms ?? [];
  return [...variables, ...(own.length > 0 ? own : platforms)];
}

function valuesOf({ cursor }: CompletionRequest, name: string): readonly string[] {
  if (name === 'chown') return users.map(({ value }) => value);
  return (cursor.instruction && flagDoc(cursor.instruction, name)?.values) ?? [];
}
