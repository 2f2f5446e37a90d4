import type { EntryMeta } from '../model/index.ts';

/** 2^63 nanoseconds in seconds. */
const LATEST = 9_223_372_036;

/** An entry as it is unpacked: Docker (containerd, for ADD moby) sets 1970 for times before that and after 2262. */
export function withinTimes<E extends Pick<EntryMeta, 'mtime' | 'mtimeNs'>>(entry: E): E {
  if (entry.mtime >= 0 && entry.mtime <= LATEST) return entry;
  const { mtimeNs: _, ...timeless } = entry;
  return { ...timeless, mtime: 0 } as E;
}
