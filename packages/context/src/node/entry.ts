import { constants, readlinkSync } from 'node:fs';
import { decodeName, type Entry, type EntryPath } from '@strake/oci';
import { ContextFile, type ContextMeta, type Home } from './context-file.ts';
import type { HostPath } from './host-path.ts';
import type { Status } from './status.ts';

/** Extended attributes of an entry, links not followed; each value a binary string. Undefined when there are none. */
export type ReadXattrs = (path: HostPath) => Readonly<Record<string, string>> | undefined;

/** Something that was looked at. */
export interface Seen {
  readonly path: EntryPath;
  readonly host: HostPath;
  readonly status: Status;
  /** Where that is kept. */
  readonly place: number;
}

/**
 * The entry of what was seen, as Docker sends it: owner 0:0, with permission bits and times. A socket becomes an empty file.
 * `home`: of the directory that holds it.
 */
export function createEntry(seen: Seen, home: Home, readXattrs: ReadXattrs | undefined): Entry {
  const { host, status, place } = seen;
  const meta = metaOf(seen, readXattrs);
  switch (Number(status.mode) & constants.S_IFMT) {
    case constants.S_IFREG:
      return new ContextFile(meta, Number(status.size), place, home);
    case constants.S_IFDIR:
      return { type: 'directory', ...meta };
    case constants.S_IFLNK:
      return { type: 'symlink', ...meta, target: decodeName(readlinkSync(host, { encoding: 'buffer' })) };
    case constants.S_IFIFO:
      return { type: 'fifo', ...meta };
    case constants.S_IFCHR:
      return { type: 'character-device', ...meta, ...deviceOf(status.rdev) };
    case constants.S_IFBLK:
      return { type: 'block-device', ...meta, ...deviceOf(status.rdev) };
    default:
      return new ContextFile(meta, 0, -1, home);
  }
}

const SECOND = 1_000_000_000n;

function metaOf({ path, host, status }: Seen, readXattrs: ReadXattrs | undefined): ContextMeta {
  const within = status.mtimeNs % SECOND;
  const mtimeNs = within < 0n ? within + SECOND : within;
  const xattrs = readXattrs?.(host);
  return {
    path,
    mode: Number(status.mode) & 0o7777,
    uid: 0,
    gid: 0,
    mtime: Number((status.mtimeNs - mtimeNs) / SECOND),
    mtimeNs: Number(mtimeNs),
    ...(xattrs ? { xattrs } : {}),
  };
}

/** Linux packs device numbers as major 12 + 20 bits around minor. */
function deviceOf(rdev: bigint): { readonly major: number; readonly minor: number } {
  return {
    major: Number(((rdev >> 8n) & 0xfffn) | ((rdev >> 32n) & 0xfffff000n)),
    minor: Number((rdev & 0xffn) | ((rdev >> 12n) & 0xffffff00n)),
  };
}
