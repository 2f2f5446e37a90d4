import type { EntryMeta } from '@strake/oci';

/** Entries in order, in not much more space than the text of their names. */
export interface PackedEntries<E extends PackableEntry> {
  add(entry: E): void;
  /** All that was added, once: what has been taken is kept no longer. */
  take(): Generator<E>;
}

/** Beside what is here, an entry has whatever JSON can hold. */
export type PackableEntry = EntryMeta & { readonly type: string };

/** The fields that all entries have, without their names, and the others. */
type Row = readonly [string, string, number, number, number, number, Readonly<Record<string, unknown>>];

/** Characters that are packed together. */
const PORTION = 64 * 1024;

export function createPackedEntries<E extends PackableEntry>(): PackedEntries<E> {
  const encoder = new TextEncoder();
  const portions: Uint8Array[] = [];
  let rows = '';
  const pack = (): void => {
    if (rows !== '') portions.push(encoder.encode(`[${rows}]`));
    rows = '';
  };
  return {
    add({ type, path, mode, uid, gid, mtime, ...rest }) {
      const row: Row = [type, path, mode, uid, gid, mtime, rest];
      rows += `${rows === '' ? '' : ','}${JSON.stringify(row)}`;
      if (rows.length >= PORTION) pack();
    },
    *take() {
      const decoder = new TextDecoder();
      pack();
      portions.reverse();
      for (let portion = portions.pop(); portion; portion = portions.pop())
        for (const row of JSON.parse(decoder.decode(portion)) as readonly Row[]) yield entryOf(row) as E;
    },
  };
}

function entryOf([type, path, mode, uid, gid, mtime, rest]: Row): PackableEntry {
  return { type, path, mode, uid, gid, mtime, ...rest };
}
