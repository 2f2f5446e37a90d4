import { Buffer } from 'node:buffer';
import { type Digest, hexOf } from '@strake/core';
import { type FileStamp, isRacy } from './file-stamp.ts';
import { Rows } from './rows.ts';

/** Digests of files by stamp, as they were when last read. */
export interface DigestTable {
  find(stamp: FileStamp): Digest | undefined;
  /** `at`: nanoseconds since 1970 when reading began. A file that changed shortly before is not remembered. */
  learn(stamp: FileStamp, digest: Digest, at: bigint): void;
  /** What has become of the table, when something was learnt since it was made or encoded. */
  encode(): EncodedTable | undefined;
}

/**
 * A table as JSON-able data: its rows, and those that were learnt since and count more. Few of those are kept apart, so that a
 * table of many need not be written for one.
 */
export interface EncodedTable {
  /** Absent when they are what they were. */
  readonly rows?: unknown;
  /** Absent when there are none, and were none. */
  readonly news?: unknown;
}

/** Words of 8 bytes in a row: dev, ino, size, mtime, ctime, and the digest in four. */
const ROW = 9;
const VERSION = 1;
/** Rows of files nobody asked for that stay: other builds use other parts of the context. */
const KEPT = 100_000;
/** Rows from which on news are kept apart, as long as they are not more than this part of them. */
const MANY = 4096;
const FEW = 1 / 8;

/** The table that `encode` gave; an empty one for anything else. */
export function digestTable({ rows: encoded, news }: EncodedTable = {}): DigestTable {
  const words = decodeWords(encoded);
  const bytes = Buffer.from(words.buffer);
  let byInode: Map<number, number> | undefined;
  const rows = (): Map<number, number> => (byInode ??= rowsByInode(words));
  const used = new Set<number>();
  const learnt = new Rows(ROW);
  learnt.append(decodeWords(news));
  const hadNews = learnt.count > 0;
  const learntRows = rowsByInode(learnt.words.subarray(0, learnt.count * ROW));
  let hasNews = false;
  return {
    find(stamp) {
      const fresh = learntRows.get(Number(stamp.ino));
      if (fresh !== undefined && holds(learnt.words, fresh, stamp))
        return digestAt(Buffer.from(learnt.words.buffer), fresh);
      const row = rows().get(Number(stamp.ino));
      if (row === undefined || !holds(words, row, stamp)) return undefined;
      used.add(row);
      return digestAt(bytes, row);
    },
    learn(stamp, digest, at) {
      if (isRacy(stamp, at)) return;
      const ino = Number(stamp.ino);
      const row = learntRows.get(ino) ?? learnt.add();
      learntRows.set(ino, row);
      writeRow(learnt.words, row, stamp, digest);
      hasNews = true;
    },
    encode() {
      if (!hasNews) return undefined;
      hasNews = false;
      const fresh = learnt.words.subarray(0, learnt.count * ROW);
      const count = words.length / ROW;
      if (count >= MANY && learnt.count <= count * FEW) return { news: encodeWords(fresh) };
      for (const ino of learntRows.keys()) rows().delete(ino);
      const idle = [...rows().values()].filter((row) => !used.has(row)).slice(-KEPT);
      const kept = [...idle, ...[...rows().values()].filter((row) => used.has(row))];
      const all = kept.length === 0 ? fresh : new BigUint64Array((kept.length + learnt.count) * ROW);
      for (const [i, row] of kept.entries()) all.set(words.subarray(row, row + ROW), i * ROW);
      if (kept.length > 0) all.set(fresh, kept.length * ROW);
      return { rows: encodeWords(all), ...(hadNews ? { news: null } : {}) };
    },
  };
}

/** Index of each row's first word. */
function rowsByInode(words: BigUint64Array): Map<number, number> {
  const rows = new Map<number, number>();
  for (let row = 0; row < words.length; row += ROW) rows.set(Number(words[row + 1]), row);
  return rows;
}

function holds(words: BigUint64Array, row: number, stamp: FileStamp): boolean {
  return (
    words[row + 4] === unsigned(stamp.ctimeNs) &&
    words[row + 3] === unsigned(stamp.mtimeNs) &&
    words[row + 2] === stamp.size &&
    words[row + 1] === stamp.ino &&
    words[row] === stamp.dev
  );
}

/** Times before 1970 are negative. */
function unsigned(value: bigint): bigint {
  return value < 0n ? BigInt.asUintN(64, value) : value;
}

function digestAt(bytes: Buffer, row: number): Digest {
  return `sha256:${bytes.toString('hex', (row + 5) * 8, (row + ROW) * 8)}`;
}

function writeRow(words: BigUint64Array<ArrayBuffer>, at: number, stamp: FileStamp, digest: Digest): void {
  words[at] = stamp.dev;
  words[at + 1] = stamp.ino;
  words[at + 2] = stamp.size;
  words[at + 3] = unsigned(stamp.mtimeNs);
  words[at + 4] = unsigned(stamp.ctimeNs);
  Buffer.from(words.buffer, (at + 5) * 8, 32).write(hexOf(digest), 'hex');
}

function encodeWords({ buffer, byteOffset, byteLength }: BigUint64Array<ArrayBuffer>): unknown {
  return { version: VERSION, rows: Buffer.from(buffer, byteOffset, byteLength).toString('base64') };
}

function decodeWords(encoded: unknown): BigUint64Array<ArrayBuffer> {
  const none = new BigUint64Array();
  if (typeof encoded !== 'object' || encoded === null || !('version' in encoded) || !('rows' in encoded)) return none;
  if (encoded.version !== VERSION || typeof encoded.rows !== 'string') return none;
  const bytes = Buffer.from(encoded.rows, 'base64');
  if (bytes.byteLength % (ROW * 8) !== 0) return none;
  // A large buffer has memory of its own; that of small ones is shared, and need not begin where a word may.
  const own = bytes.byteLength === bytes.buffer.byteLength ? bytes : Uint8Array.from(bytes);
  return new BigUint64Array(own.buffer);
}
