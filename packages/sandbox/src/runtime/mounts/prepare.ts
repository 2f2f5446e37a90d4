import { closeSync, mkdirSync, openSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Digest } from '@strake/core';
import { confinePath, type Resolution, resolve } from '@strake/oci';
import { SandboxError } from '../../error.ts';
import type { HeldLayers, LayerStacks } from '../../jail/layer-stacks.ts';
import type { WireMount } from '../../jail/protocol.ts';
import { layeredTree } from '../../snapshot/layered.ts';
import { openInRoot } from '../../syscalls/in-root.ts';
import { bind, detach, mount as mountFileSystem, MountFlag, restrictTree } from '../../syscalls/mount.ts';
import type { JobMount } from '../job.ts';
import { cacheKey, type CacheMount, hasOwnStart, type HeldCache, holdCache } from './cache-directory.ts';
import { copyDirectory, copyNode } from './copy-tree.ts';
import type { MemoryFiles } from './memory-files.ts';
import { type PathTree, type PlacedMount, withDirectory, withMounts } from './mounted-tree.ts';
import { withNestedTargets } from './nested-targets.ts';
import { orderMounts } from './order.ts';
import { openSocketProxy } from './socket-proxy.ts';
import { createUndoList, type UndoList, undoneOnFailure } from './undo-list.ts';

/** What mounts are made from. */
export interface MountSources {
  readonly stacks: LayerStacks;
  readonly memory: MemoryFiles;
  /** Where caches live, for all sessions of the store. */
  readonly cacheDirectory: string;
  /** Learns which caches are used, by their keys. */
  readonly usedCaches: Set<string>;
  /** Absolute, of this session, exists. */
  readonly directory: string;
  /** What the command's root file system has before anything is mounted in it. */
  readonly root: PathTree;
  /** The command's working directory, which is made before anything is mounted. */
  readonly cwd: string;
}

/** The mounts of a job with their sources in place. */
export interface PreparedMounts {
  readonly mounts: readonly JobMount[];
  /** Gives everything back. Idempotent. */
  release(): void;
}

type Bind = Extract<JobMount, { kind: 'bind' }>;
type Mount<T extends WireMount['type']> = Extract<WireMount, { type: T }>;

/** Puts the sources of `mounts` in place. Throws `MOUNT_SOURCE_NOT_FOUND`, `MOUNT_TARGET_INVALID`, `MOUNT_FAILED`. */
export async function prepareMounts(
  sources: MountSources,
  mounts: readonly WireMount[],
  signal: AbortSignal,
): Promise<PreparedMounts> {
  const undo = createUndoList();
  const preparation = new Preparation(sources, undo, signal);
  return undoneOnFailure(undo, async () => {
    await preparation.lockCaches(mounts.filter((mount) => mount.type === 'cache'));
    for (const mount of orderMounts(mounts)) if (!isOfSystem(mount)) await preparation.add(mount);
    return { mounts: preparation.mounts(), release: undo.release };
  });
}

/** A tmpfs onto /dev is there for every command, with its devices. */
export function isOfSystem({ type, target }: WireMount): boolean {
  return type === 'tmpfs' && confinePath(target) === 'dev';
}

/** Where a cache keeps the file that it started from, when that was no directory. */
export const FILE = 'file';

let serial = 0;

class Preparation {
  readonly #sources: MountSources;
  readonly #undo: UndoList;
  readonly #signal: AbortSignal;
  readonly #caches = new Map<string, HeldCache>();
  readonly #root: PathTree;
  readonly #placed: PlacedMount[] = [];

  constructor(sources: MountSources, undo: UndoList, signal: AbortSignal) {
    this.#sources = sources;
    this.#undo = undo;
    this.#signal = signal;
    this.#root = withDirectory(sources.root, sources.cwd);
  }

  /** One by one in the order of their names, so that two steps never wait for each other. Equal ones share. */
  async lockCaches(mounts: readonly CacheMount[]): Promise<void> {
    const byKey = new Map(mounts.map((mount) => [cacheKey(mount), mount]));
    for (const [key, mount] of [...byKey].sort(([a], [b]) => (a < b ? -1 : 1))) {
      const fill = (directory: string): Promise<void> => this.#fill(directory, mount);
      const held = await holdCache(this.#sources.cacheDirectory, mount, { fill, signal: this.#signal });
      this.#undo.push(() => held.release());
      this.#caches.set(key, held);
      this.#sources.usedCaches.add(key);
    }
  }

  /** Puts the source of `mount` in place. Outer ones come first. */
  async add(mount: WireMount): Promise<void> {
    const covered = this.#covered(mount.target);
    this.#placed.push({ path: covered.path, mount: await this.#prepare(mount, covered) });
  }

  /** Those that were added, with all that they are mounted onto inside of each other. */
  mounts(): readonly JobMount[] {
    return withNestedTargets(this.#placed, (mount) => this.#boundTmpfs(mount));
  }

  async #prepare(mount: WireMount, covered: Resolution): Promise<JobMount> {
    if (mount.type === 'bind') return this.#bind(mount);
    if (mount.type === 'cache') return this.#cache(mount);
    if (mount.type === 'tmpfs') return this.#tmpfs(mount, covered);
    if (mount.type === 'host') return this.#host(mount);
    if (mount.type === 'device') return this.#device(mount);
    return mount.type === 'file' ? this.#file(mount) : this.#socket(mount);
  }

  /** What is at `target` before anything is mounted there. */
  #covered(target: string): Resolution {
    return resolve(withMounts(this.#root, this.#placed), confinePath(target), { followLast: true });
  }

  /** A tmpfs has the mode of the directory that it covers, as runc makes it; a new one is everybody's. */
  #tmpfs({ target, size, readonly }: Mount<'tmpfs'>, covered: Resolution): JobMount {
    const mode = covered.kind === 'found' && 'mode' in covered.entry ? covered.entry.mode : 0o1777;
    return { kind: 'tmpfs', target, mode, ...(size !== undefined && { size }), ...(readonly && { readonly }) };
  }

  #boundTmpfs({ target, size, mode }: Extract<JobMount, { kind: 'tmpfs' }>): Bind {
    const source = this.#place();
    const data = `mode=${mode.toString(8)}${size === undefined ? '' : `,size=${size}`}`;
    mountFileSystem({ source: 'tmpfs', target: source, type: 'tmpfs', flags: MountFlag.nosuid, data });
    this.#undo.push(() => detach(source));
    return { kind: 'bind', source, target, directory: true, flags: ['nosuid'] };
  }

  async #bind({ target, layers, source, writable }: Mount<'bind'>): Promise<JobMount> {
    const path = await this.#view(layers, source, writable);
    return {
      kind: 'bind',
      source: path,
      target,
      directory: statSync(path).isDirectory(),
      flags: writable ? [] : ['ro'],
    };
  }

  async #cache(mount: CacheMount): Promise<JobMount> {
    const { path } = this.#caches.get(cacheKey(mount)) as HeldCache;
    const shown = (await this.#startsAsFile(mount)) ? FILE : mount.source;
    const part = shown ? this.#partOf(path, shown) : { path, directory: true };
    const source = mount.readonly ? this.#readonlyView(part.path, part.directory) : part.path;
    const { directory } = part;
    return { kind: 'bind', source, target: mount.target, directory, flags: mount.readonly ? ['ro'] : [] };
  }

  /**
   * A view of what `source` is inside `cache`. Opened before it is looked at, for other commands write to the cache
   * meanwhile and could put a link in its place.
   */
  #partOf(cache: string, source: string): { readonly path: string; readonly directory: boolean } {
    const root = openSync(cache, 'r');
    try {
      const place = openInRoot(root, source);
      if (place === undefined) throw sourceNotFound(source);
      try {
        const stat = statSync(place.path);
        if (!stat.isDirectory() && !stat.isFile()) throw sourceNotFound(source);
        const view = this.#viewpoint(stat.isDirectory());
        bind(place.path, view);
        this.#undo.push(() => detach(view));
        return { path: view, directory: stat.isDirectory() };
      } finally {
        place.close();
      }
    } finally {
      closeSync(root);
    }
  }

  #file({ target, data, ...meta }: Mount<'file'>): JobMount {
    const file = this.#sources.memory.write(Buffer.from(data, 'base64'), meta);
    this.#undo.push(() => file.remove());
    return { kind: 'bind', source: file.source, target, directory: false, flags: file.flags };
  }

  async #socket({ target, path, ...meta }: Mount<'socket'>): Promise<JobMount> {
    // Relative to the session's directory: the path of a socket has 108 bytes at most.
    const name = `socket-${serial++}`;
    const proxy = await openSocketProxy(name, path, meta);
    this.#undo.push(() => proxy.close());
    return { kind: 'bind', source: join(process.cwd(), name), target, directory: false, flags: [] };
  }

  /** Read-only: uid 0 of an identity mapping could change the node's owner and mode. */
  #device({ path, target }: Mount<'device'>): JobMount {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (!stat?.isCharacterDevice() && !stat?.isBlockDevice()) throw sourceNotFound(path);
    return { kind: 'bind', source: this.#readonlyView(path, false), target, directory: false, flags: ['ro'] };
  }

  #host({ path, target, readonly }: Mount<'host'>): JobMount {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat === undefined) throw sourceNotFound(path);
    const directory = stat.isDirectory();
    const view = this.#viewpoint(directory);
    bind(path, view);
    this.#undo.push(() => detach(view));
    restrictTree(view, MountFlag.nosuid | MountFlag.nodev | (readonly ? MountFlag.readonly : 0));
    return {
      kind: 'bind',
      source: view,
      target,
      directory,
      flags: ['nosuid', 'nodev', ...(readonly ? ['ro' as const] : [])],
    };
  }

  /** Where `source` of the tree that `layers` make can be seen. */
  async #view(layers: readonly Digest[], source: string, writable: boolean): Promise<string> {
    const held = await this.#hold(layers);
    const found = resolve(layeredTree(held.trees), confinePath(source), { followLast: true });
    if (found.kind !== 'found') throw sourceNotFound(source);
    const shown = await this.#sources.stacks.show(held, this.#place(), writable, this.#signal);
    this.#undo.push(() => shown.release());
    return join(shown.path, found.path);
  }

  async #hold(layers: readonly Digest[]): Promise<HeldLayers> {
    const held = await this.#sources.stacks.hold(layers, this.#signal);
    this.#undo.push(() => held.release());
    return held;
  }

  #readonlyView(path: string, directory: boolean): string {
    const view = this.#viewpoint(directory);
    bind(path, view);
    this.#undo.push(() => detach(view));
    restrictTree(view, MountFlag.readonly);
    return view;
  }

  /** With an owner or mode of its own, a cache of a whole tree starts empty, as BuildKit's does. */
  async #fill(directory: string, mount: CacheMount): Promise<void> {
    const { seed } = mount;
    if (seed === undefined || hasOwnStart(mount)) return;
    const view = await this.#view(seed.layers, seed.source, false);
    if (statSync(view).isDirectory()) copyDirectory(view, directory);
    else copyNode(view, join(directory, FILE));
  }

  /** Whether the cache is one file of its seed. */
  async #startsAsFile(mount: CacheMount): Promise<boolean> {
    const { seed } = mount;
    if (seed === undefined || hasOwnStart(mount)) return false;
    const { trees } = await this.#hold(seed.layers);
    const found = resolve(layeredTree(trees), confinePath(seed.source), { followLast: true });
    return found.kind === 'found' && found.entry.type !== 'directory';
  }

  /** Something to mount a view onto. */
  #viewpoint(directory: boolean): string {
    const place = this.#place();
    if (directory) return place;
    writeFileSync(join(place, 'file'), '');
    return join(place, 'file');
  }

  #place(): string {
    const place = join(this.#sources.directory, String(serial++));
    mkdirSync(place);
    this.#undo.push(() => rmSync(place, { recursive: true, force: true }));
    return place;
  }
}

function sourceNotFound(source: string): SandboxError {
  return new SandboxError('MOUNT_SOURCE_NOT_FOUND', `mount source ${JSON.stringify(source)}: not found`, {
    data: { source },
  });
}
