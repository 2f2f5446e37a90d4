import { mkdirSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createLayerFeeds } from '../jail/feed-layers.ts';
import type { JailProtocol, OpenParams, OwnerProtocol } from '../jail/protocol.ts';
import type { Peer } from '../jail/peer.ts';
import { openScratch, type Scratch } from '../jail/scratch.ts';
import { createWorkerPool, type WorkerPool } from '../jail/worker-pool.ts';
import { sweepGroupPlaces } from '../limits/group-places.ts';
import type { MemoryFiles } from '../runtime/mounts/memory-files.ts';
import { placeForBlobs, sweepTrees } from '../snapshot/trees.ts';
import { adoptOrphans, closeOthersOnExec } from '../syscalls/process.ts';
import { openPlainFiles } from './plain-files.ts';
import { killDescendants, killInside } from './processes.ts';
import { type Apply, openRootCopies, type RootCopies } from '../roots/root-copies.ts';

/** What all commands and snapshots share that run without namespaces. */
export interface ChrootSession {
  readonly params: OpenParams;
  /** The working directory of the process. */
  readonly scratch: Scratch;
  readonly roots: RootCopies;
  readonly files: MemoryFiles;
  readonly workers: WorkerPool;
  readonly cacheDirectory: string;
  /** Kills what is left of commands and removes the scratch files. */
  close(): Promise<void>;
}

export async function openChrootSession(
  params: OpenParams,
  owner: Peer<JailProtocol, OwnerProtocol>,
): Promise<ChrootSession> {
  process.umask(0o022);
  closeOthersOnExec();
  adoptOrphans();
  const store = realpathSync(params.storeDir);
  const lasting = join(store, 'trees', params.idsKey);
  const dead: string[] = [];
  const scratch = openScratch(params.scratchDir, params.session, (id) => {
    dead.push(join(realpathSync(params.scratchDir), id));
    sweepTrees(lasting, id);
    // Of a session in another driver.
    sweepGroupPlaces(join(params.scratchDir, id));
  });
  // Commands of a session that was killed together with what should have ended them.
  for (const directory of dead) await killInside(directory);
  const root = realpathSync(scratch.path);
  process.chdir(root);
  for (const name of ['s', 'm', 'placed', 'roots']) mkdirSync(name);
  const making = placeForBlobs(lasting, scratch.id);
  const workers = createWorkerPool({ storeDir: store, making });
  const cacheDirectory = join(store, 'cache', params.idsKey);
  mkdirSync(cacheDirectory, { recursive: true, mode: 0o700 });
  const passing = join(root, 'roots');
  const withLayer = createLayerFeeds(owner, root);
  const apply: Apply = (diffId, target, signal) =>
    withLayer(diffId, (place, ended) => workers.run('apply', { ...place, target, owners: true }, ended), signal);
  return {
    params,
    scratch: { ...scratch, path: root },
    roots: openRootCopies({ lasting, passing, session: scratch.id, workers, apply }),
    files: openPlainFiles(join(root, 'files')),
    workers,
    cacheDirectory,
    async close() {
      await killDescendants();
      process.chdir('/');
      rmSync(making, { recursive: true, force: true });
      scratch.remove();
    },
  };
}
