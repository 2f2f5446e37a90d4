import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createRootSnapshot, type RootSnapshot } from '../roots/root-snapshot.ts';
import type { RootCopies } from '../roots/root-copies.ts';
import { layeredTree } from '../snapshot/layered.ts';
import { makeTargets, missingTargets, type MadeTargets } from '../snapshot/stubs.ts';
import { bind, detach, MountFlag, restrictTree } from '../syscalls/mount.ts';
import type { LayerStacks } from './layer-stacks.ts';
import type { JailSnapshot } from './snapshots.ts';
import type { WorkerPool } from './worker-pool.ts';

export interface CopiedStacksOptions {
  /** Why no overlay can be mounted. */
  readonly obstacle: string;
  readonly roots: RootCopies;
  readonly workers: WorkerPool;
  /** For snapshots; exists. */
  readonly directory: string;
  /** As in `RootSnapshotOptions`. */
  readonly owners: boolean;
}

/** Layers as whole copies of what they show: for stores on file systems that overlayfs cannot write to. */
export function createCopiedStacks({ obstacle, directory, ...means }: CopiedStacksOptions): LayerStacks {
  const { roots, workers } = means;
  return {
    obstacle,
    async hold(diffIds, signal) {
      const { path, release } = await roots.hold(diffIds, signal);
      return { trees: [path], release };
    },
    async show({ trees: [root = ''] }, place, writable, signal) {
      const path = join(place, 'view');
      if (writable) {
        await workers.run('copy', { from: root, to: path }, signal);
        return { path, release: () => undefined };
      }
      mkdirSync(path);
      bind(root, path);
      restrictTree(path, MountFlag.readonly);
      return { path, release: () => detach(path) };
    },
    async snapshot(id, diffIds, signal) {
      return jailed(id, await createRootSnapshot({ ...means, place: join(directory, id) }, diffIds, signal));
    },
  };
}

/** Runtimes take only a mount for a root: so the copy is mounted onto itself. */
function jailed(id: string, { root, using, commit, remove }: RootSnapshot): JailSnapshot {
  const tree = layeredTree([root]);
  return {
    id,
    tree,
    trees: [root],
    commit,
    mounted: (targets, use) =>
      using(async () => {
        let made: MadeTargets | undefined;
        try {
          made = makeTargets(root, missingTargets(tree, targets));
          bind(root, root);
          return await use(root);
        } finally {
          detach(root);
          made?.clean(root);
        }
      }),
    remove() {
      detach(root);
      remove();
    },
  };
}
