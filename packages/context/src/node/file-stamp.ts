/** What tells whether a file is still the one that was seen: it changes with every write, replacement and chmod. */
export interface FileStamp {
  readonly dev: bigint;
  readonly ino: bigint;
  /** Bytes. */
  readonly size: bigint;
  /** Nanoseconds since 1970. */
  readonly mtimeNs: bigint;
  /** Nanoseconds since 1970. */
  readonly ctimeNs: bigint;
}

export function stampOf({ dev, ino, size, mtimeNs, ctimeNs }: FileStamp): FileStamp {
  return { dev, ino, size, mtimeNs, ctimeNs };
}

export function sameStamp(a: FileStamp, b: FileStamp): boolean {
  return a.ino === b.ino && a.ctimeNs === b.ctimeNs && a.mtimeNs === b.mtimeNs && a.size === b.size && a.dev === b.dev;
}

/** Nanoseconds in which a second write may leave the same times: the coarsest clock of a common file system. */
const RACY = 2_000_000_000n;

/**
 * Whether a file may still change and keep its stamp: it changed shortly before `at`, nanoseconds since 1970, when somebody
 * began to read it.
 */
export function isRacy({ mtimeNs, ctimeNs }: Pick<FileStamp, 'mtimeNs' | 'ctimeNs'>, at: bigint): boolean {
  return mtimeNs > at - RACY || ctimeNs > at - RACY;
}
