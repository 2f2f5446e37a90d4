import type { Digest } from '@strake/core';
import type { HistoryEntry } from '@strake/oci/model';
import type { PlannedHistory } from '../graph/vertex.ts';

/** History as a list that grows at its end and that stages share. */
export interface HistoryChain {
  readonly entry: PlannedHistory;
  readonly before: HistoryChain | undefined;
}

/** What Docker's builder writes into every entry it makes; tools tell builders apart by it. */
const COMMENT = 'buildkit.dockerfile.v0';

export function baseHistory(entries: readonly HistoryEntry[]): HistoryChain | undefined {
  let chain: HistoryChain | undefined;
  for (const entry of entries) chain = { entry, before: chain };
  return chain;
}

/** An instruction that makes no layer. */
export function withEmptyLayer(before: HistoryChain | undefined, text: string): HistoryChain {
  return { entry: { created_by: text, comment: COMMENT, empty_layer: true }, before };
}

/** An instruction that made the layer of `vertex`. */
export function withLayer(before: HistoryChain | undefined, text: string, vertex: Digest): HistoryChain {
  return { entry: { created_by: text, comment: COMMENT, vertex }, before };
}

/** A layer that no instruction made: the files of a named context as a base. */
export function withContextLayer(before: HistoryChain | undefined, text: string, vertex: Digest): HistoryChain {
  return { entry: { created_by: text, vertex }, before };
}

/** Oldest first. */
export function historyEntries(last: HistoryChain | undefined): readonly PlannedHistory[] {
  const entries: PlannedHistory[] = [];
  for (let link = last; link; link = link.before) entries.push(link.entry);
  return entries.toReversed();
}
