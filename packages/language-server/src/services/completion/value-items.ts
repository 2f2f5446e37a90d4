import type { CompletionItem } from 'vscode-languageserver';
import { builtInArguments } from '../../knowledge/built-in-arguments.ts';
import { type KnownValue, labelKeys, ports, signals, users } from '../../knowledge/values.ts';
import { valueText } from '../variable-text.ts';
import type { CompletionRequest } from './completion.ts';
import { flagItems } from './flag-items.ts';
import { imageItems } from './image-items.ts';
import { item, type ItemDetails, tail } from './items.ts';
import { keywordItems } from './keyword-items.ts';
import { pathItems } from './path-items.ts';
import { stageItems } from './stage-items.ts';
import { pathsInFile, usersInFile } from './words-in-file.ts';

/** Arguments of an instruction. */
export async function valueItems(request: CompletionRequest): Promise<readonly CompletionItem[]> {
  const { cursor } = request;
  switch (cursor.instruction) {
    case 'from':
      return await fromItems(request);
    case 'copy':
    case 'add':
      return [...(await sourceItems(request)), ...flagsLast(await flags(request))];
    case 'run':
      return cursor.words.length === 0 && cursor.word === '' ? await flags(request) : [];
    case 'arg':
      return argumentItems(request);
    case 'user':
      return known(request, [...usersInFile(request.state), ...users], 'value');
    case 'stopsignal':
      return cursor.words.length === 0 ? known(request, signals, 'enumMember') : [];
    case 'expose':
      return portItems(request);
    case 'label':
      return cursor.word.includes('=') ? [] : known(request, labelKeys, 'property', '=');
    case 'workdir':
    case 'volume':
      return known(request, pathsInFile(request.state, cursor.span.start), 'folder');
    case 'healthcheck':
      return await healthcheckItems(request);
    case 'onbuild':
      return keywordItems(request);
    default:
      return [];
  }
}

async function flags(request: CompletionRequest): Promise<readonly CompletionItem[]> {
  return request.cursor.words.length === 0 && request.cursor.word === '' ? await flagItems(request) : [];
}

/** Flags, sorted behind the values. */
function flagsLast(items: readonly CompletionItem[]): readonly CompletionItem[] {
  return items.map((flag) => ({ ...flag, sortText: `~${flag.label}` }));
}

async function fromItems(request: CompletionRequest): Promise<readonly CompletionItem[]> {
  const { words, word, span } = request.cursor;
  if (words.length === 1) return [item(request, 'AS', span, { kind: 'keyword' })];
  if (words.length > 1) return [];
  // No stage has a name with a tag or a registry.
  const stages = /[:/@]/.test(word) ? [] : stageItems(request, word, true);
  const images = [...stages, ...(await imageItems(request, word))];
  return [...images, ...flagsLast(await flags(request))];
}

async function sourceItems(request: CompletionRequest): Promise<readonly CompletionItem[]> {
  const { cursor, state } = request;
  const isDestination = cursor.words.length > 0 && cursor.word.startsWith('/');
  if (isDestination) return known(request, pathsInFile(state, cursor.span.start), 'folder');
  if (cursor.flags.some((flag) => flag.startsWith('--from='))) return [];
  return await pathItems(request, cursor.word.replace(/^\[?"/, ''));
}

function argumentItems(request: CompletionRequest): readonly CompletionItem[] {
  const { cursor, state } = request;
  if (cursor.word.includes('=')) return [];
  const isGlobal = (state.model.stages[0]?.start ?? Infinity) > cursor.span.start;
  if (isGlobal) return [];
  return [...state.model.variables.after(undefined).values()].map((variable) =>
    item(request, variable.name, cursor.span, {
      kind: 'constant',
      detail: valueText(variable),
      doc: builtInArguments.find(({ name }) => name === variable.name)?.doc,
      order: variable.place === undefined ? 1 : 0,
    }),
  );
}

function portItems(request: CompletionRequest): readonly CompletionItem[] {
  const protocol = /^(?:\d+(?:-\d+)?)\/(\w*)$/.exec(request.cursor.word);
  if (protocol === null) return known(request, ports, 'value');
  const span = tail(request, protocol[1]?.length ?? 0);
  return ['tcp', 'udp', 'sctp'].map((name) => item(request, name, span, { kind: 'enumMember' }));
}

async function healthcheckItems(request: CompletionRequest): Promise<readonly CompletionItem[]> {
  const { words, span } = request.cursor;
  if (words.length > 0) return [];
  const types = ['CMD', 'NONE'].map((type) => item(request, type, span, { kind: 'keyword' }));
  return [...types, ...(await flags(request))];
}

function known(
  request: CompletionRequest,
  values: readonly KnownValue[],
  kind: ItemDetails['kind'],
  suffix = '',
): readonly CompletionItem[] {
  const distinct = [...new Map(values.map((value) => [value.value, value])).values()];
  return distinct.map(({ value, doc }, order) =>
    item(request, value, request.cursor.span, { kind, detail: doc, order, insert: value + suffix }),
  );
}
