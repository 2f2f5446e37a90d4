import type { ByteStream, Digest } from '@strake/core';
import type { EntryWithData, LayerIndex } from '@strake/oci';
import { mkdirSync } from 'node:fs';
import type { WorkerProtocol } from '../jail/worker-protocol.ts';
import type { Handlers } from '../jail/peer.ts';
import { fullDisk } from '../snapshot/full-disk.ts';
import { copyBeside } from '../snapshot/place-tree.ts';
import { readOwned, readOwners } from '../snapshot/recorded-owners.ts';
import { writeCaptured } from '../snapshot/write-captured.ts';
import { applyLayer } from './apply-layer.ts';
import { copyRoot, unchangedSince } from './copy-root.ts';
import { updateRecords } from './records.ts';

/** What a worker has for these tasks. */
export interface WorkerMeans {
  source(diffId: Digest, feed?: string): Promise<{ readonly index: LayerIndex; readonly tar: ByteStream } | undefined>;
  insideRoot<T>(root: string, work: () => Promise<T>): Promise<T>;
  /** The error of a layer that cannot be unpacked. */
  invalid(diffId: Digest, cause: unknown): Error;
  write(entries: readonly EntryWithData[], signal: AbortSignal): Promise<{ readonly diffId: Digest }>;
}

/** The tasks of workers where file systems are whole copies. */
export function rootTasks(means: WorkerMeans): Handlers<Pick<WorkerProtocol, 'copy' | 'apply' | 'compare'>> {
  return {
    async copy({ from, to, baseline }) {
      if (from === '') {
        mkdirSync(to, { mode: 0o755 });
        return null;
      }
      try {
        copyBeside(from, to);
        copyRoot(from, to, baseline);
      } catch (error) {
        throw fullDisk('copy a root file system', error) ?? error;
      }
      return null;
    },
    async apply({ diffId, target, owners, feed }) {
      try {
        const source = await means.source(diffId, feed);
        if (source === undefined) return { found: false };
        const recorded = owners ? undefined : readOwned(target);
        const entries = await means.insideRoot(target, async () => applyLayer(source.index, source.tar, recorded));
        updateRecords(target, entries, owners);
        return { found: true };
      } catch (cause) {
        throw means.invalid(diffId, cause);
      }
    },
    async compare({ root, base, baseline, owners }, { signal }) {
      const recorded = owners ? {} : { owners: readOwners([base]) };
      const { capture, written } = await writeCaptured(
        { upper: root, lowers: [base], complete: unchangedSince(baseline), ...recorded },
        (data) => means.write(data, signal),
      );
      const captured = capture.entries.map(({ entry }) => entry);
      updateRecords(root, captured, owners);
      return { diffId: written.diffId };
    },
  };
}
