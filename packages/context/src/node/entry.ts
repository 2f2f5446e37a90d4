import { type BigIntStats, constants, readlinkSync } from 'node:fs';
import type { Digest } from '@strake/core';
import { decodeName, type Entry, type EntryPath } from '@strake/oci';
import { ContextFile, type ContextMeta } from './context-file.ts';
import type { StampList } from './file-stamp.ts';
import type { HostPath } from './host-path.ts';

/** Extended attributes of an entry, links not followed; each value a binary string. Undefined when there are none. */
export type ReadXattrs = (path: HostPath) => Readonly<Record<string, string>> | undefined;

export interface EntryOptions {
  readonly readXattrs: ReadXattrs | undefined;
  readonly hash: (file: ContextFile) => Digest;
  /** Where stamps of files go. */
  readonly stamps: StampList;
}

/**
 * The entry that `stat` describes, as Docker sends it: owner 0:0, with permission bits and times. A socket becomes an
 * empty file. `exposed`: of the directory that holds the entry.
 */
export function createEntry(
  path: EntryPath,
  host: HostPath,
  stat: BigIntStats,
  { readXattrs, hash, stamps }: EntryOptions,
  exposed: boolean,
): Entry {
  const meta = metaOf(path, host, stat, readXattrs);
  switch (Number(stat.mode) & constants.S_IFMT) {
    case constants.S_IFREG:
      return new ContextFile(meta, Number(stat.size), { stamps, place: stamps.add(stat), exposed }, hash);
    case constants.S_IFDIR:
      return { type: 'directory', ...meta };
    case constants.S_IFLNK:
      return { type: 'symlink', ...meta, target: decodeName(readlinkSync(host, { encoding: 'buffer' })) };
    case constants.S_IFIFO:
      return { type: 'fifo', ...meta };
    case constants.S_IFCHR:
      return { type: 'character-device', ...meta, ...deviceOf(stat.rdev) };
    case constants.S_IFBLK:
      return { type: 'block-device', ...meta, ...deviceOf(stat.rdev) };
    default:
      return new ContextFile(meta, 0, { stamps, place: -1, exposed }, hash);
  }
}

const SECOND = 1_000_000_000n;

function metaOf(path: EntryPath, host: HostPath, stat: BigIntStats, readXattrs: ReadXattrs | undefined): ContextMeta {
  const within = stat.mtimeNs % SECOND;
  const mtimeNs = within < 0n ? within + SECOND : within;
  const xattrs = readXattrs?.(host);
  return {
    path,
    mode: Number(stat.mode) & 0o7777,
    uid: 0,
    gid: 0,
    mtime: Number((stat.mtimeNs - mtimeNs) / SECOND),
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
