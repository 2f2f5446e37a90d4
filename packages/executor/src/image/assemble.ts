import type { Digest } from '@strake/core';
import { fitHistory, type HistoryEntry, type Image, type ImageConfig } from '@strake/oci';
import type { PlannedHistory, Target } from '@strake/planner/graph';
import { layersOf } from '../layers.ts';
import type { Result } from '../result.ts';

/**
 * The image that a target's steps made: its configuration completed with what only running could tell. It is what outputs
 * hold, history and all, so that the image has one ID.
 */
export function assembleImage(target: Target, results: ReadonlyMap<Digest, Result>): Image {
  const { layers } = layersOf(results.get(target.root));
  const history = datedHistory(target.history, results, target.epoch);
  const created = history.findLast((entry) => entry.created !== undefined)?.created;
  const config: ImageConfig = {
    ...target.config,
    ...(created === undefined ? {} : { created }),
    rootfs: { type: 'layers', diff_ids: layers.map((layer) => layer.diffId) },
    ...(history.length > 0 ? { history: fitHistory(history, layers.length) } : {}),
  };
  return { config, layers };
}

/**
 * Dates for the entries that have none: a layer's is when its step ran, another's is that of the next new layer, or of
 * the one before when none follows. Those of the base keep theirs; new ones are never later than `epoch`.
 */
function datedHistory(
  planned: readonly PlannedHistory[],
  results: ReadonlyMap<Digest, Result>,
  epoch: number | undefined,
): readonly HistoryEntry[] {
  const latest = epoch === undefined ? undefined : new Date(epoch * 1000).toISOString();
  const own = planned.map((entry) => entry.created ?? clamp(dateOf(entry, results), latest));
  const firstNew = own.findIndex((date, i) => date !== undefined && own.slice(0, i).includes(undefined));
  let current = own[firstNew] ?? own.findLast((date) => date !== undefined) ?? latest;
  let pastUndated = false;
  return planned.map(({ vertex: _, ...entry }, i) => {
    const date = own[i];
    if (date === undefined) pastUndated = true;
    else if (pastUndated) current = date;
    const created = date ?? clamp(current, latest);
    return created === undefined ? entry : { ...entry, created };
  });
}

function dateOf(entry: PlannedHistory, results: ReadonlyMap<Digest, Result>): string | undefined {
  const result = entry.vertex === undefined ? undefined : results.get(entry.vertex);
  return result?.kind === 'layers' ? result.created : undefined;
}

function clamp(date: string | undefined, latest: string | undefined): string | undefined {
  return date !== undefined && latest !== undefined && date > latest ? latest : date;
}
