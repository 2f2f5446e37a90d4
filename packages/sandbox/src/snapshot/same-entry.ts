import { type BigIntStats, closeSync, openSync, readlinkSync, readSync } from 'node:fs';
import { getXattr } from '../syscalls/file.ts';
import { cPath } from './host-path.ts';

/** A file system node on disk. */
export interface DiskNode {
  readonly host: string | Buffer;
  readonly stat: BigIntStats;
}

const CHUNK = 256 * 1024;
const left = Buffer.allocUnsafeSlow(CHUNK);
const right = Buffer.allocUnsafeSlow(CHUNK);

/** Whether type, mode, owner, device number and capabilities are the same. */
export function sameMeta(a: DiskNode, b: DiskNode): boolean {
  const { stat: x } = a;
  const { stat: y } = b;
  if (x.mode !== y.mode || x.uid !== y.uid || x.gid !== y.gid || x.rdev !== y.rdev) return false;
  return x.isSymbolicLink() || capability(a) === capability(b);
}

/** Whether a copy equals its original: also in size, time, link target and content. */
export function sameFile(a: DiskNode, b: DiskNode): boolean {
  if (!sameMeta(a, b) || a.stat.size !== b.stat.size || a.stat.mtimeNs !== b.stat.mtimeNs) return false;
  if (a.stat.isSymbolicLink()) return readlinkSync(a.host, 'latin1') === readlinkSync(b.host, 'latin1');
  return !a.stat.isFile() || sameContent(a.host, b.host);
}

function capability({ host }: DiskNode): string {
  return getXattr(cPath(host), 'security.capability')?.toString('latin1') ?? '';
}

function sameContent(a: string | Buffer, b: string | Buffer): boolean {
  const x = openSync(a, 'r');
  const y = openSync(b, 'r');
  try {
    for (;;) {
      const size = readSync(x, left, 0, CHUNK, null);
      if (readSync(y, right, 0, CHUNK, null) !== size) return false;
      if (size === 0) return true;
      if (left.compare(right, 0, size, 0, size) !== 0) return false;
    }
  } finally {
    closeSync(x);
    closeSync(y);
  }
}
