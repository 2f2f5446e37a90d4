import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { SandboxError } from '../error.ts';
import { openRootCopies } from '../roots/root-copies.ts';
import { createOverlayMounter, type OverlayMounter } from '../snapshot/overlay.ts';
import { openStubTrees } from '../snapshot/stubs.ts';
import { openTrees, sweepTrees, type Unpack } from '../snapshot/trees.ts';
import { hasCode } from '../syscalls/libc.ts';
import { detach } from '../syscalls/mount.ts';
import { createCopiedStacks } from './copied-stacks.ts';
import { createLayerFeeds } from './feed-layers.ts';
import type { LayerStacks } from './layer-stacks.ts';
import { createOverlayStacks } from './overlay-stacks.ts';
import type { Peer } from './peer.ts';
import type { JailProtocol, OwnerProtocol } from './protocol.ts';
import type { WorkerPool } from './worker-pool.ts';

/** Where a store has what was unpacked for one kind of ids. */
export interface TreePlaces {
  /** Layers, each for itself. */
  readonly trees: string;
  /** Whole root file systems. */
  readonly roots: string;
}

export function treePlaces(store: string, idsKey: string): TreePlaces {
  return { trees: join(store, 'trees', idsKey), roots: join(store, 'trees', `${idsKey}-roots`) };
}

/** Removes what a dead session had in the making. */
export function sweepStacks(places: TreePlaces, session: string): void {
  for (const directory of [places.trees, places.roots]) sweepTrees(directory, session);
}

export interface StacksOptions {
  readonly places: TreePlaces;
  /** The session's own, and the working directory of this process. */
  readonly directory: string;
  readonly session: string;
  readonly workers: WorkerPool;
  /** Whether files get their owners; else all belong to one uid and owners are recorded. */
  readonly owners: boolean;
  readonly unpack: Unpack;
  readonly owner: Peer<JailProtocol, OwnerProtocol>;
}

/** Overlays where the file system of the session's directory can carry them; else copies. */
export function openStacks(options: StacksOptions): LayerStacks {
  const { places, directory, session, workers, owners, unpack } = options;
  for (const name of ['l', 's', 'm', 'mended', 'empty', 'empty2', 'stubs']) mkdirSync(name);
  const overlays = createOverlayMounter('l', [join(directory, 'empty'), join(directory, 'empty2')]);
  const obstacle = overlayObstacle(overlays);
  if (obstacle !== undefined) return openCopies(options, obstacle);
  const trees = openTrees({ directory: places.trees, scratch: join(directory, 'mended'), session, unpack });
  const stubs = openStubTrees(join(directory, 'stubs'));
  return createOverlayStacks({ directory, trees, overlays, stubs, workers, owners, emptyLayer: {} });
}

/** Found out before anything is unpacked. */
function overlayObstacle(overlays: OverlayMounter): string | undefined {
  for (const name of ['m/upper', 'm/work', 'm/view']) mkdirSync(name);
  try {
    overlays.mount({ target: 'm/view', lowers: [], writable: { upper: 'm/upper', work: 'm/work' } });
    detach('m/view');
    return undefined;
  } catch (error) {
    if (error instanceof SandboxError && hasCode(error.cause, 'EINVAL', 'EPERM', 'ENODEV', 'EOPNOTSUPP'))
      return error.message;
    throw error;
  }
}

function openCopies(options: StacksOptions, obstacle: string): LayerStacks {
  const { places, directory, session, workers, owners, owner } = options;
  const [passing, feeds] = [join(directory, 'roots'), join(directory, 'feeds')];
  for (const path of [passing, feeds]) mkdirSync(path);
  const withLayer = createLayerFeeds(owner, feeds);
  const roots = openRootCopies({
    lasting: places.roots,
    passing,
    session,
    workers,
    apply: (diffId, target, signal) =>
      withLayer(diffId, (place, ended) => workers.run('apply', { ...place, target, owners }, ended), signal),
  });
  return createCopiedStacks({ obstacle, roots, workers, directory: join(directory, 's'), owners });
}
