import type { Digest } from '@strake/core';
import type { EntryMeta } from '../model/index.ts';
import type { IndexedFile } from './layer.ts';

/** Field by field: an object that is spread takes half as much again, and there is one for each file. */
export function indexedFile(
  { path, mode, uid, gid, mtime, mtimeNs, xattrs }: EntryMeta,
  size: number,
  content: Digest,
  offset: number,
): IndexedFile {
  const file = { type: 'file', path, mode, uid, gid, mtime, size, content, offset } as const;
  if (mtimeNs === undefined && xattrs === undefined) return file;
  return { ...file, ...(mtimeNs === undefined ? {} : { mtimeNs }), ...(xattrs === undefined ? {} : { xattrs }) };
}
