import { realpathSync, statSync } from 'node:fs';
import type { RecordStore } from '@strake/oci';
import { ContextError } from '../error.ts';
import { explainIgnore, type IgnoreVerdict } from '../ignore/explain.ts';
import type { IgnoreRule } from '../ignore/ignore-file.ts';
import { ignoreRules } from '../ignore/rules.ts';
import type { ContextSource } from '../source.ts';
import { type DigestTable, digestTable } from './digest-table.ts';
import { readIgnoreFile } from './dockerfile.ts';
import type { ReadXattrs } from './entry.ts';
import { systemCode } from './host-error.ts';
import { loadTree } from './load-tree.ts';
import { filesKey, newsKey, RECORD_KIND, treesKey } from './remembered-trees.ts';
import { type TreeMemory, treeMemory } from './tree-memory.ts';

export interface DirectoryContextOptions {
  /** Text of the ignore file. Default: the directory's own `.dockerignore`, if any; `''` ignores nothing. */
  readonly dockerignore?: string;
  /** What errors call the ignore file; default `.dockerignore`. */
  readonly dockerignoreName?: string;
  /** Where digests of files are remembered between builds; nowhere by default. */
  readonly records?: Pick<RecordStore, 'get' | 'put'>;
  /** Entries from which on digests of whole trees are remembered too, by what all its files look like; default 4096. */
  readonly rememberFrom?: number;
  /** Reads extended attributes, which Node cannot; without it entries have none. */
  readonly readXattrs?: ReadXattrs;
}

/** A directory of this machine as a build context. */
export interface DirectoryContext extends ContextSource {
  /** Why a path is in the context or not. */
  explain(path: string): IgnoreVerdict;
  /** Writes what was learnt of files' digests to the records. Call it when the build has ended, well or not. */
  saveDigests(): Promise<void>;
}

/** Fewer are looked at as quickly. */
const REMEMBER_FROM = 4096;

/**
 * A local directory as a build context. Links are never followed out of it. A file that changes between the walk and
 * the reading of it is an error, so that an image never mixes two states of a file.
 */
export function directoryContext(path: string, options: DirectoryContextOptions = {}): DirectoryContext {
  const { records, readXattrs, rememberFrom = REMEMBER_FROM, dockerignoreName = '.dockerignore' } = options;
  let ignoreFile: readonly IgnoreRule[] | undefined;
  let table: Promise<DigestTable> | undefined;
  let trees: Promise<TreeMemory> | undefined;
  let realPath: string | undefined;
  const getRoot = (): string => (realPath ??= resolveRoot(path));
  const getRules = (): readonly IgnoreRule[] =>
    (ignoreFile ??= ignoreRules(options.dockerignore ?? readIgnoreFile(getRoot()) ?? '', dockerignoreName));
  const read = (key: string): Promise<unknown> => records?.get(RECORD_KIND, key) ?? Promise.resolve();
  const getTable = (): Promise<DigestTable> => (table ??= readTable());
  const readTable = async (): Promise<DigestTable> =>
    digestTable({ rows: await read(filesKey(getRoot())), news: await read(newsKey(getRoot())) });
  const getMemory = (): Promise<TreeMemory> => (trees ??= read(treesKey(getRoot())).then(treeMemory));
  return {
    name: path,
    explain: (entry) => explainIgnore(getRules(), entry),
    async load(selections, signal) {
      signal?.throwIfAborted();
      // What makes a fingerprint says nothing of attributes that somebody else reads.
      const memory = records && !readXattrs ? await getMemory() : undefined;
      const [root, rules] = [getRoot(), getRules()];
      return loadTree({ root, rules, selections, getTable, readXattrs, memory, rememberFrom, signal });
    },
    async saveDigests() {
      const [ofFiles, ofTrees] = [(await table)?.encode(), (await trees)?.encode()];
      if (ofFiles?.rows !== undefined) await records?.put(RECORD_KIND, filesKey(getRoot()), ofFiles.rows);
      if (ofFiles?.news !== undefined) await records?.put(RECORD_KIND, newsKey(getRoot()), ofFiles.news);
      if (ofTrees !== undefined) await records?.put(RECORD_KIND, treesKey(getRoot()), ofTrees);
    },
  };
}

function resolveRoot(path: string): string {
  try {
    if (!statSync(path).isDirectory()) throw wrongType(path);
    const root = realpathSync.native(path);
    return root === '/' ? '' : root;
  } catch (error) {
    if (error instanceof ContextError) throw error;
    const code = systemCode(error);
    const missing = code === 'ENOENT' || code === 'ENOTDIR';
    throw new ContextError(
      missing ? 'NOT_FOUND' : 'UNREADABLE',
      missing
        ? `there is no build context ${JSON.stringify(path)}`
        : `cannot open the build context ${JSON.stringify(path)}: ${code}`,
      {
        cause: error,
        data: { path },
        hint: missing ? 'the last argument of a build is a directory; is the path right?' : 'may you read it?',
      },
    );
  }
}

function wrongType(path: string): ContextError {
  return new ContextError('WRONG_TYPE', `the build context ${JSON.stringify(path)} is not a directory`, {
    data: { path },
    hint: 'pass the directory that holds the files, and the Dockerfile with -f if it has another name',
  });
}
