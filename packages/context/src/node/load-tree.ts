import type { IgnoreRule } from '../ignore/ignore-file.ts';
import type { ContextSelection, ContextTree } from '../source.ts';
import { contextTree } from '../tree/context-tree.ts';
import { directoryContent } from './content.ts';
import type { DigestTable } from './digest-table.ts';
import type { ReadXattrs } from './entry.ts';
import { fingerprint, isSettled } from './fingerprint.ts';
import type { Folder } from './folder.ts';
import { createLookAhead } from './look-ahead.ts';
import { selectOnDisk } from './select.ts';
import { createStatusList, type StatusList } from './status-list.ts';
import type { TreeMemory } from './tree-memory.ts';
import { walkDirectory } from './walk.ts';

export interface LoadOptions {
  /** Absolute, without links and without a slash at its end. */
  readonly root: string;
  readonly rules: readonly IgnoreRule[];
  readonly selections: readonly ContextSelection[];
  readonly getTable: () => Promise<DigestTable>;
  readonly readXattrs: ReadXattrs | undefined;
  /** Where trees are remembered, if at all. */
  readonly memory: TreeMemory | undefined;
  /** Entries from which on they are. */
  readonly rememberFrom: number;
  readonly signal: AbortSignal | undefined;
}

/** The selected part of a directory. Where its like is remembered, it is looked at while it is being listed. */
export async function loadTree(options: LoadOptions): Promise<ContextTree> {
  const { root, rules, selections, memory, rememberFrom } = options;
  const at = Date.now();
  const selection = JSON.stringify([rules, selections]);
  const statuses = createStatusList();
  let table: DigestTable;
  const content = directoryContent(root, () => table);
  const lookAhead = memory?.knows(selection) ? createLookAhead(root, statuses, rememberFrom) : undefined;
  try {
    const wanted = await selectOnDisk(root, rules, selections);
    const { tree, count } = await walkDirectory({ ...options, wanted, hash: content.hash, statuses, lookAhead });
    table = await options.getTable();
    await lookAhead?.done(options.signal);
    const loaded = contextTree(tree, content);
    if (!memory || count < rememberFrom) return loaded;
    return { ...loaded, remembered: rememberIn(memory, { selection, tree, statuses, at }) };
  } finally {
    lookAhead?.end();
  }
}

interface Loaded {
  readonly selection: string;
  readonly tree: Folder;
  readonly statuses: StatusList;
  /** Milliseconds since 1970, before anything was looked at. */
  readonly at: number;
}

function rememberIn(
  memory: TreeMemory,
  { selection, tree, statuses, at }: Loaded,
): NonNullable<ContextTree['remembered']> {
  return async (name, compute) => {
    const known = memory.knows(selection) ? memory.find(selection, fingerprint(tree, statuses), name) : undefined;
    if (known !== undefined) return known;
    const digest = await compute();
    if (isSettled(tree, statuses, at)) memory.learn(selection, fingerprint(tree, statuses), name, digest);
    return digest;
  };
}
