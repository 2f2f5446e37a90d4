import type { CompletionItem } from 'vscode-languageserver';
import type { CompletionRequest } from './completion.ts';
import { item, tail } from './items.ts';

/** Entries of the build context below the directory that is being written. */
export async function pathItems(request: CompletionRequest, typed: string): Promise<readonly CompletionItem[]> {
  const { files } = request.sources;
  const slash = typed.lastIndexOf('/');
  const directory = contextPath(typed.slice(0, slash + 1));
  if (files === undefined || directory === undefined) return [];
  const start = typed.slice(slash + 1);
  const entries = await files.list(request.state.uri, directory, request.signal);
  return entries
    .filter(({ name }) => name.startsWith('.') === start.startsWith('.') || start === '.')
    .filter(({ name }) => !/\s/.test(name))
    .map(({ name, isDirectory }) => {
      const insert = isDirectory ? `${name}/` : name;
      const kind = isDirectory ? 'folder' : 'file';
      return item(request, insert, tail(request, start.length), { kind, continues: isDirectory });
    });
}

/** A source as a path below the context's root; undefined for a URL or what holds variables or wildcards. */
export function contextPath(written: string): string | undefined {
  if (/[$*?[\]\\"]|^[a-z][a-z0-9+.-]*:\/\/|^git@/i.test(written)) return undefined;
  const parts: string[] = [];
  for (const part of written.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return parts.join('/');
}
