import { closeSync, mkdirSync, openSync } from 'node:fs';
import type { ByteStream, Digest } from '@strake/core';
import type { LayerIndex, LayerStore } from '@strake/oci';
import { SandboxError } from '../error.ts';
import { writeDevices } from '../snapshot/device-form.ts';
import { type Extraction, extractLayer } from '../snapshot/extract.ts';
import { fullDisk } from '../snapshot/full-disk.ts';
import { removeSurplus } from '../snapshot/remove-surplus.ts';
import { writeImplied } from '../snapshot/implied-directories.ts';
import { readFeed } from '../snapshot/layer-feed.ts';
import { readOwners, writeOwners } from '../snapshot/recorded-owners.ts';
import { writeCaptured } from '../snapshot/write-captured.ts';
import { chroot, fchdir } from '../syscalls/file.ts';
import { rootTasks } from '../roots/worker-tasks.ts';
import type { Handlers } from './peer.ts';
import type { WorkerPlaces, WorkerProtocol } from './worker-protocol.ts';

/** The work of a worker process. One task at a time: unpacking changes the process's root. */
export function createWorker(): Handlers<WorkerProtocol> {
  let opened: Promise<LayerStore> | undefined;
  const store = (): Promise<LayerStore> => opened ?? unopened();
  return {
    async open(places) {
      opened = openLayers(places);
      // A failure is that of the task that comes next.
      await opened.catch(() => {});
      return null;
    },
    ...rootTasks({
      async source(diffId, feed) {
        const found = feed === undefined ? await storedLayer(await store(), diffId) : await readFeed(feed, diffId);
        return found && { index: found.index, tar: await started(found.tar) };
      },
      insideRoot,
      invalid: unpackError,
      write: async (rows, signal) => (await store()).write(rows, signal),
    }),
    async unpack({ diffId, target, owners, feed, contents }) {
      const source = feed === undefined ? await storedLayer(await store(), diffId) : await readFeed(feed, diffId);
      if (source === undefined) return { found: false };
      const { entries } = source.index;
      if (!owners) writeOwners(target, entries);
      writeDevices(target, entries);
      const directory = contents === undefined ? undefined : openSync(contents, 'r');
      try {
        const files = directory === undefined ? { tar: await started(source.tar) } : { directory };
        mkdirSync(target, 0o755);
        await extracted(diffId, target, { entries, files, owners });
      } finally {
        if (directory !== undefined) closeSync(directory);
      }
      return { found: true };
    },

    async capture({ upper, lowers, owners }, { signal }) {
      const layers = await store();
      const { capture, written } = await writeCaptured(
        { upper, lowers, ...(owners ? {} : { owners: readOwners(lowers) }) },
        (data) => layers.write(data, signal),
      );
      const { entries, surplus } = capture;
      removeSurplus(upper, surplus);
      const captured = entries.map(({ entry }) => entry);
      if (!owners) writeOwners(upper, captured);
      writeDevices(upper, captured);
      return { diffId: written.diffId, empty: entries.length === 0 };
    },
  };
}

async function extracted(diffId: Digest, target: string, extraction: Extraction): Promise<void> {
  try {
    writeImplied(target, await insideRoot(target, () => extractLayer(extraction)));
  } catch (cause) {
    throw unpackError(diffId, cause);
  }
}

function unopened(): never {
  throw new Error('the worker has no store yet');
}

async function openLayers({ storeDir, making }: WorkerPlaces): Promise<LayerStore> {
  const { openStore } = await import('@strake/oci/node');
  const { layers } = await openStore(storeDir, { temporary: making });
  return layers;
}

async function storedLayer(
  store: LayerStore,
  diffId: Digest,
): Promise<{ readonly index: LayerIndex; readonly tar: ByteStream } | undefined> {
  const layer = await store.get(diffId);
  return (
    layer && ((await layer.whole?.()) ?? { index: await layer.index(), tar: layer.tar(undefined, { reuse: true }) })
  );
}

/** The stream with its first chunk at hand: its file is open by then. */
async function started(stream: ByteStream): Promise<ByteStream> {
  const chunks = stream[Symbol.asyncIterator]();
  const first = await chunks.next();
  return (async function* () {
    for (let next = first; next.done !== true; next = await chunks.next()) yield next.value;
  })();
}

/** Does `work` with `/` being the directory `root`. */
async function insideRoot<T>(root: string, work: () => Promise<T>): Promise<T> {
  const outside = openSync('/', 'r');
  try {
    chroot(root);
    process.chdir('/');
    return await work();
  } finally {
    fchdir(outside);
    chroot('.');
    closeSync(outside);
  }
}

function unpackError(diffId: Digest, cause: unknown): SandboxError {
  const full = fullDisk(`unpack layer ${diffId}`, cause);
  if (full !== undefined) return full;
  const reason = cause instanceof Error ? cause.message : String(cause);
  const unmapped = /EINVAL.*chown/.test(reason);
  return new SandboxError('LAYER_INVALID', `cannot unpack layer ${diffId}: ${reason}`, {
    cause,
    data: { diffId },
    ...(unmapped && { hint: 'the layer uses ids beyond the range in /etc/subuid and /etc/subgid: enlarge it' }),
  });
}
