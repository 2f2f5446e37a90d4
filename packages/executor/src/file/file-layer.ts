import { baseName, confinePath, emptyTree, type ListedFile, type Tree } from '@strake/oci';
import type { FileAction, FileOp, MkdirAction, Owner, WriteAction } from '@strake/planner/graph';
import { copyAction } from './copy/copy-action.ts';
import { makeDirectories, placeFor } from './copy/destination.ts';
import type { CreateMatcher } from './copy/filter.ts';
import type { Decompressors } from './decompressors.ts';
import { modeChange, octalMode } from './mode-change.ts';
import { type Ids, resolveOwner } from './owner.ts';
import { fileInode } from './staging/inode.ts';
import { replaceWith } from './staging/replace.ts';
import { layerEntries, type StagedEntry } from './staging/layer-entries.ts';
import { StagingTree } from './staging/staging-tree.ts';

export interface FileLayerOptions {
  /** Milliseconds since 1970: modification time of what the step makes or touches without copying it. */
  readonly now: number;
  /** SOURCE_DATE_EPOCH, in seconds: takes the place of `now`. */
  readonly epoch?: number;
  /** How ADD reads packed archives; default: not at all. */
  readonly decompress?: Partial<Decompressors>;
  /** What the layer goes on, of which names are looked at and, where those are not enough, files opened; default: input 0. */
  readonly base?: Tree<ListedFile> | undefined;
  /** Matcher of --exclude and --parents. */
  readonly matcher: CreateMatcher;
  /** What the step made last: files that are still the same may be read from it. */
  readonly previous?: Tree | undefined;
  readonly signal?: AbortSignal;
}

/**
 * The entries of the layer that `op` adds to its base: what differs from it, and the directories that lead there. `inputs[i]`
 * is the tree of the op's input i, of which files are copied. Sorted by path, parents first, one entry for each path
 * (for archives see `layerEntries`); a file's bytes are to be read before the next entry is asked for. Throws `FileOpError`.
 */
export function fileLayer(op: FileOp, inputs: readonly Tree[], options: FileLayerOptions): AsyncGenerator<StagedEntry> {
  return layerEntries(() => staged(op, inputs, options), options);
}

async function staged(op: FileOp, inputs: readonly Tree[], options: FileLayerOptions): Promise<StagingTree> {
  const base = op.link ? emptyTree : (options.base ?? inputOf(inputs, 0));
  const step: Step = {
    inputs,
    options,
    isLinked: op.link,
    staging: new StagingTree(base, creationTime(op, options)),
    owners: new Map(),
  };
  for (const action of op.actions) {
    options.signal?.throwIfAborted();
    await perform(action, step);
  }
  return step.staging;
}

interface Step {
  readonly inputs: readonly Tree[];
  readonly options: FileLayerOptions;
  /** Whether the layer is made apart from its base: names of users are looked up nowhere then. */
  readonly isLinked: boolean;
  readonly staging: StagingTree;
  /** Ids that have been looked up. */
  readonly owners: Map<string, Ids>;
}

async function perform(action: FileAction, step: Step): Promise<void> {
  const owner = await ownerOf(action.owner, step);
  switch (action.kind) {
    case 'mkdir':
      return makeWorkdir(action, owner, step);
    case 'write':
      return writeFile(action, owner, step);
    case 'copy': {
      const { staging, options } = step;
      const { decompress = {}, matcher, signal } = options;
      const tree = inputOf(step.inputs, action.input);
      return copyAction(action, { staging, tree, owner, decompress, matcher, signal });
    }
    default:
      throw new Error(`unreachable: ${String(action satisfies never)}`);
  }
}

function makeWorkdir({ path, mode }: MkdirAction, owner: Ids | undefined, { staging }: Step): void {
  makeDirectories(staging, staging.follow(confinePath(path)), { owner, mode });
}

/** A heredoc is copied as a file of mode 0644 would be. */
function writeFile(action: WriteAction, owner: Ids | undefined, { staging }: Step): void {
  const { destination, name, mode } = action;
  const making = { owner, mode: mode === undefined ? undefined : octalMode(mode) };
  const place = placeFor(staging, destination, { directory: false, name: baseName(name) }, making);
  const data = new TextEncoder().encode(action.data);
  const meta = {
    mode: mode === undefined ? 0o644 : modeChange(mode)(0o644, false),
    uid: owner?.uid ?? 0,
    gid: owner?.gid ?? 0,
    mtime: staging.now,
    mtimeNs: 0,
    xattrs: undefined,
  };
  replaceWith(staging, place, fileInode(meta, data.byteLength, { kind: 'data', data }));
}

/** Names are looked up in the base as it was before the op; scratch and --link have none. */
async function ownerOf(
  owner: Owner | undefined,
  { isLinked, staging, options, owners }: Step,
): Promise<Ids | undefined> {
  if (!owner) return undefined;
  const key = JSON.stringify([owner.user, owner.group]);
  const known = owners.get(key);
  if (known) return known;
  const hasFiles = !isLinked && [...staging.base.list('')].length > 0;
  const ids = await resolveOwner(owner, hasFiles ? staging.base : undefined, options.signal);
  owners.set(key, ids);
  return ids;
}

function creationTime(op: FileOp, { now, epoch }: FileLayerOptions): number {
  const stamped = op.actions.find((action) => action.kind === 'mkdir' && action.timestamp !== undefined);
  const timestamp = stamped?.kind === 'mkdir' ? stamped.timestamp : undefined;
  return epoch ?? timestamp ?? Math.floor(now / 1000);
}

function inputOf(inputs: readonly Tree[], index: number): Tree {
  const tree = inputs[index];
  if (!tree) throw new Error(`a file op names input ${index} of ${inputs.length}`);
  return tree;
}
