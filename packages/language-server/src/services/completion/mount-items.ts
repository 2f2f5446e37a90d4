import type { CompletionItem } from 'vscode-languageserver';
import { keysOfMount, type MountKey, mountKey, mountTypes } from '../../knowledge/mount-keys.ts';
import type { CompletionRequest } from './completion.ts';
import { imageItems } from './image-items.ts';
import { item, tail } from './items.ts';
import { pathItems } from './path-items.ts';
import { stageItems } from './stage-items.ts';

/** Keys of a `--mount` that fit its type and are not given yet, or the values of one. */
export async function mountItems(request: CompletionRequest): Promise<readonly CompletionItem[]> {
  const fields = request.cursor.word.slice('--mount='.length).split(',');
  const last = fields.pop() ?? '';
  const given = new Map(fields.map((field) => keyAndValue(field)));
  const equals = last.indexOf('=');
  if (equals < 0) return keyItems(request, given, last);
  return await fieldValues(request, given, { key: last.slice(0, equals), typed: last.slice(equals + 1) });
}

function keyAndValue(field: string): readonly [string, string] {
  const equals = field.indexOf('=');
  const key = equals < 0 ? field : field.slice(0, equals);
  return [mountKey(key)?.name ?? key, equals < 0 ? '' : field.slice(equals + 1)];
}

function keyItems(
  request: CompletionRequest,
  given: ReadonlyMap<string, string>,
  typed: string,
): readonly CompletionItem[] {
  const type = given.get('type') ?? 'bind';
  return keysOfMount(type)
    .filter(({ name }) => !given.has(name))
    .map((key, order) => {
      const insert = key.isBare === true ? key.name : `${key.name}=`;
      const continues = key.isBare !== true;
      return item(request, insert, tail(request, typed.length), { kind: 'property', doc: key.doc, order, continues });
    });
}

async function fieldValues(
  request: CompletionRequest,
  given: ReadonlyMap<string, string>,
  { key, typed }: { readonly key: string; readonly typed: string },
): Promise<readonly CompletionItem[]> {
  const known = mountKey(key);
  const span = tail(request, typed.length);
  switch (known?.name) {
    case undefined:
      return [];
    case 'from':
      return [...stageItems(request, typed), ...(await imageItems(request, typed))];
    case 'source':
      return given.has('from') || given.get('type') === 'secret' ? [] : await pathItems(request, typed);
    case 'target':
      return cacheTargets(given).map((value) => item(request, value, span, { kind: 'folder' }));
    default:
      return valuesOf(known).map(({ value, doc }) => item(request, value, span, { kind: 'value', doc }));
  }
}

function valuesOf(key: MountKey | undefined): readonly { readonly value: string; readonly doc: string | undefined }[] {
  const types: Readonly<Record<string, string>> = mountTypes;
  return (key?.values ?? []).map((value) => ({ value, doc: key?.name === 'type' ? types[value] : undefined }));
}

/** Where package managers keep what a cache mount is for. */
function cacheTargets(given: ReadonlyMap<string, string>): readonly string[] {
  if (given.get('type') !== 'cache') return [];
  return [
    '/var/cache/apt',
    '/var/lib/apt/lists',
    '/var/cache/apk',
    '/root/.npm',
    '/root/.cache/pip',
    '/root/.cache/go-build',
    '/go/pkg/mod',
    '/usr/local/cargo/registry',
    '/root/.m2',
    '/root/.gradle',
  ];
}
