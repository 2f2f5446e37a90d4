import { type Entry, type MemoryNode, memoryTree } from '@strake/oci';
import { ignoreFilter } from '../ignore/filter.ts';
import { ignoreRules } from '../ignore/rules.ts';
import type { ContextSource, ContextTree } from '../source.ts';
import { createTreeBuilder } from '../tree/build.ts';
import { contextTree } from '../tree/context-tree.ts';

export interface MemoryContextOptions {
  /** For people; default `memory`. */
  readonly name?: string;
  /** Text of the ignore file. Default: the `.dockerignore` among the files, if any; `''` ignores nothing. */
  readonly dockerignore?: string;
}

/** Files from code as a build context: `memoryContext({ 'src/a.ts': 'text' })`. Owners are 0:0, whatever is given. */
export function memoryContext(
  files: Readonly<Record<string, MemoryNode>>,
  options: MemoryContextOptions = {},
): ContextSource {
  let tree: ContextTree | undefined;
  return {
    name: options.name ?? 'memory',
    async load(_selections, signal) {
      signal?.throwIfAborted();
      tree ??= loadTree(files, options);
      return tree;
    },
  };
}

function loadTree(files: Readonly<Record<string, MemoryNode>>, options: MemoryContextOptions): ContextTree {
  const whole = memoryTree(files);
  const given = options.dockerignore ?? textOf(files['.dockerignore']);
  const ignores = ignoreFilter(ignoreRules(given, '.dockerignore'));
  const builder = createTreeBuilder();
  builder.put(owned(whole.get('') as Entry));
  for (const { path } of whole.walk()) {
    if (!ignores(path)) for (const at of [...ancestorsOf(path), path]) builder.put(owned(whole.get(at) as Entry));
  }
  return contextTree(builder.finish(), {
    open: (file, signal) => whole.open(file.path, signal),
    digestOf: (file) => file.content,
  });
}

function owned(entry: Entry): Entry {
  return { ...entry, uid: 0, gid: 0 };
}

function textOf(node: MemoryNode | undefined): string {
  const data = typeof node === 'object' && 'data' in node ? node.data : node;
  return data instanceof Uint8Array ? new TextDecoder().decode(data) : typeof data === 'string' ? data : '';
}

function ancestorsOf(path: string): readonly string[] {
  const names = path.split('/').slice(0, -1);
  return names.map((_, i) => names.slice(0, i + 1).join('/'));
}
