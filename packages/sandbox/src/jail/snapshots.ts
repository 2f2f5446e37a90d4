import { chmodSync, lstatSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Digest } from '@strake/core';
import type { Tree } from '@strake/oci';
import { layeredTree } from '../snapshot/layered.ts';
import { setTime } from '../syscalls/file.ts';
import { detach } from '../syscalls/mount.ts';
import { SandboxError } from '../error.ts';
import type { OverlayMounter } from '../snapshot/overlay.ts';
import { type MadeTargets, makeStubs, makeTargets, type MountTarget, type StubTrees } from '../snapshot/stubs.ts';
import type { Trees } from '../snapshot/trees.ts';
import type { WorkerPool } from './worker-pool.ts';

/** A root file system in the making. */
export interface JailSnapshot {
  readonly id: string;
  /** What is in it, as far as types and links. */
  readonly tree: Pick<Tree, 'get'>;
  /** Mounts it with something to mount onto at `targets`, for as long as `use` runs. */
  mounted<T>(targets: readonly MountTarget[], use: (root: string) => Promise<T>): Promise<T>;
  /** Its trees, top first. */
  readonly trees: readonly string[];
  /** Writes what changed as a layer. The snapshot ends with it. */
  commit(signal: AbortSignal): Promise<Digest>;
  remove(): void;
}

const NANO = 1_000_000_000n;

/** What overlays are made with. */
export interface OverlayMeans {
  /** The session's own, and the working directory of its process. */
  readonly directory: string;
  readonly trees: Trees;
  readonly overlays: OverlayMounter;
  readonly stubs: StubTrees;
  readonly workers: WorkerPool;
  /** Whether files have their owners; else those are recorded. */
  readonly owners: boolean;
  /** The layer without entries, once it has been written. */
  readonly emptyLayer: { diffId?: Digest };
}

/** A snapshot on the trees `lowers`, top first. */
export function createSnapshot(means: OverlayMeans, id: string, lowers: readonly string[]): JailSnapshot {
  const place = join(means.directory, 's', id);
  const upper = join(place, 'upper');
  const root = join(place, 'root');
  mkdirSync(place);
  mkdirSync(root);
  makeUpper(upper, lowers[0]);
  let runs = 0;
  let busy = false;
  let ended = false;

  const mountOnce = (targets: readonly MountTarget[]): MadeTargets => {
    const work = join(place, `work${runs}`);
    runs += 1;
    mkdirSync(work);
    const stubs = makeStubs(means.stubs, [upper, ...lowers], targets);
    // The upper directory goes by a relative path: all options must fit into 4 KiB.
    const relative = (path: string): string => path.slice(means.directory.length + 1);
    means.overlays.mount({
      target: root,
      lowers: [...lowers, stubs.tree],
      writable: { upper: relative(upper), work: relative(work) },
    });
    return makeTargets(root, stubs.hidden, stubs.made);
  };

  return {
    id,
    tree: layeredTree([upper, ...lowers]),
    trees: [upper, ...lowers],
    async mounted(targets, use) {
      if (busy || ended) throw new Error(`snapshot ${id} is ${busy ? 'in use' : 'committed'}`);
      busy = true;
      let made: MadeTargets | undefined;
      try {
        made = mountOnce(targets);
        return await use(root);
      } finally {
        detach(root);
        made?.clean(upper);
        busy = false;
      }
    },
    async commit(signal) {
      if (busy || ended) throw new Error(`snapshot ${id} is ${busy ? 'in use' : 'committed'}`);
      ended = true;
      const { emptyLayer, owners } = means;
      if (emptyLayer.diffId !== undefined && readdirSync(upper).length === 0) return emptyLayer.diffId;
      const { diffId, empty: nothing } = await means.workers.run('capture', { upper, lowers, owners }, signal);
      if (nothing) emptyLayer.diffId = diffId;
      means.trees.adopt(diffId, upper);
      return diffId;
    },
    remove() {
      detach(root);
      removeTree(place);
    },
  };
}

/**
 * The upper directory's own metadata are those of the root that the command sees. No layer holds them, and the tree on top may be
 * another image's, too: only the time is taken from there.
 */
function makeUpper(upper: string, top: string | undefined): void {
  mkdirSync(upper);
  chmodSync(upper, 0o755);
  if (top === undefined) return;
  const { mtimeNs } = lstatSync(top, { bigint: true });
  setTime(upper, Number(mtimeNs / NANO), Number(mtimeNs % NANO));
}

function removeTree(place: string): void {
  try {
    rmSync(place, { recursive: true, force: true });
  } catch (cause) {
    throw new SandboxError('SNAPSHOT_FAILED', `cannot remove a snapshot: ${String(cause)}`, { cause });
  }
}
