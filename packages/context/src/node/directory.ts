import { createHash } from 'node:crypto';
import { realpathSync, statSync } from 'node:fs';
import type { RecordStore } from '@strake/oci';
import { ContextError } from '../error.ts';
import { explainIgnore, type IgnoreVerdict } from '../ignore/explain.ts';
import type { IgnoreRule } from '../ignore/ignore-file.ts';
import { ignoreRules } from '../ignore/rules.ts';
import type { ContextSelection, ContextSource, ContextTree } from '../source.ts';
import { contextTree } from '../tree/context-tree.ts';
import { directoryContent } from './content.ts';
import { type DigestTable, digestTable } from './digest-table.ts';
import { readIgnoreFile } from './dockerfile.ts';
import type { ReadXattrs } from './entry.ts';
import { systemCode } from './host-error.ts';
import { selectOnDisk } from './select.ts';
import { walkDirectory } from './walk.ts';

export interface DirectoryContextOptions {
  /** Text of the ignore file. Default: the directory's own `.dockerignore`, if any; `''` ignores nothing. */
  readonly dockerignore?: string;
  /** Where digests of files are remembered between builds; nowhere by default. */
  readonly records?: Pick<RecordStore, 'get' | 'put'>;
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

/** Kind of the records that hold digests; the key is the digest of the directory's path. */
const RECORD_KIND = 'context-digests';

/**
 * A local directory as a build context. Links are never followed out of it. A file that changes between the walk and
 * the reading of it is an error, so that an image never mixes two states of a file.
 */
export function directoryContext(path: string, options: DirectoryContextOptions = {}): DirectoryContext {
  const { records } = options;
  let rules: readonly IgnoreRule[] | undefined;
  let table: Promise<DigestTable> | undefined;
  let root: string | undefined;
  const getRoot = (): string => (root ??= resolveRoot(path));
  const getRules = (): readonly IgnoreRule[] =>
    (rules ??= ignoreRules(options.dockerignore ?? readIgnoreFile(getRoot()) ?? '', '.dockerignore'));
  const getTable = (): Promise<DigestTable> => (table ??= loadTable(getRoot(), records));
  return {
    name: path,
    explain: (entry) => explainIgnore(getRules(), entry),
    async load(selections, signal) {
      signal?.throwIfAborted();
      return loadTree({ root: getRoot(), rules: getRules(), table: await getTable(), options, selections, signal });
    },
    async saveDigests() {
      const value = records && (await table)?.encode();
      if (value !== undefined) await records?.put(RECORD_KIND, recordKey(getRoot()), value);
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
      `cannot open the build context ${JSON.stringify(path)}: ${code}`,
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

function recordKey(root: string): string {
  return createHash('sha256').update(root).digest('hex');
}

async function loadTable(root: string, records: DirectoryContextOptions['records']): Promise<DigestTable> {
  return digestTable(await records?.get(RECORD_KIND, recordKey(root)));
}

interface Load {
  readonly root: string;
  readonly rules: readonly IgnoreRule[];
  readonly table: DigestTable;
  readonly options: DirectoryContextOptions;
  readonly selections: readonly ContextSelection[];
  readonly signal: AbortSignal | undefined;
}

async function loadTree({ root, rules, table, options, selections, signal }: Load): Promise<ContextTree> {
  const content = directoryContent(root, table);
  const wanted = await selectOnDisk(root, rules, selections);
  const { readXattrs } = options;
  return contextTree(await walkDirectory({ root, rules, wanted, readXattrs, signal, hash: content.hash }), content);
}
