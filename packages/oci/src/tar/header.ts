import { OciError } from '../error.ts';
import { decodeName } from '../model/index.ts';
import { BLOCK } from './tar-entry.ts';

/** Fields of a header block. Names are as stored, not yet checked. */
export interface TarHeader {
  /** The type flag as a character; NUL of old archives is `'\0'`. */
  readonly type: string;
  readonly name: string;
  readonly linkname: string;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly size: number;
  readonly mtime: number;
  readonly major: number;
  readonly minor: number;
}

/**
 * Reads a header block: v7, ustar or GNU. Throws `TAR_INVALID` on a bad checksum, on magic nobody agrees about, on a prefix
 * outside ustar (where GNU keeps other things, and Python reads a prefix all the same), and on numbers that are negative (but for times), garbled or beyond 2^53.
 */
export function decodeHeader(block: Uint8Array): TarHeader {
  const sum = numberAt(block, 148, 8, 'checksum');
  if (sum !== checksum(block)) throw invalid('bad header checksum');
  const format = formatOf(block);
  const base = textAt(block, 0, 100);
  const prefix = textAt(block, 345, 155);
  if (prefix !== '' && format !== 'ustar') throw invalid('a header that some read with a prefix, some without');
  // Archives of v7 have none, but Python reads them all the same, and ends where they are garbled.
  const devices = deviceNumbers(block);
  return {
    type: String.fromCharCode(block[156] ?? 0),
    name: prefix === '' ? base : `${prefix}/${base}`,
    linkname: textAt(block, 157, 100),
    mode: numberAt(block, 100, 8, 'mode') & 0o7777,
    uid: numberAt(block, 108, 8, 'uid'),
    gid: numberAt(block, 116, 8, 'gid'),
    size: numberAt(block, 124, 12, 'size'),
    mtime: numberAt(block, 136, 12, 'mtime', true),
    ...(format === 'v7' ? { major: 0, minor: 0 } : devices),
  };
}

/** Whether the block holds zeros only: two of them end an archive. */
export function isZeroBlock(block: Uint8Array): boolean {
  for (let i = 0; i < block.byteLength; i += 1) if (block[i] !== 0) return false;
  return true;
}

/** Sum of the block's bytes, those of the checksum itself counted as blanks. */
export function checksum(block: Uint8Array): number {
  let sum = 8 * 32;
  for (let i = 0; i < BLOCK; i += 1) sum += block[i] as number;
  for (let i = 148; i < 156; i += 1) sum -= block[i] as number;
  return sum;
}

export function invalid(message: string, cause?: unknown): OciError {
  return new OciError('TAR_INVALID', `tar: ${message}`, cause === undefined ? {} : { cause });
}

function formatOf(block: Uint8Array): 'ustar' | 'gnu' | 'v7' {
  if (holds(block, 257, USTAR)) {
    if (holds(block, 508, STAR)) throw invalid('a header of star, not of ustar');
    return 'ustar';
  }
  if (holds(block, 257, GNU)) return 'gnu';
  if (holds(block, 257, NONE)) return 'v7';
  const magic = String.fromCharCode(...block.subarray(257, 265));
  throw invalid(`unknown header magic ${JSON.stringify(magic)}`);
}

const bytesOf = (text: string): readonly number[] => Array.from(text, (character) => character.charCodeAt(0));
const USTAR = bytesOf('ustar\0');
const STAR = bytesOf('tar\0');
const GNU = bytesOf('ustar  \0');
const NONE = bytesOf('\0'.repeat(8));

/** Bytes are compared, for there is a header for each file. */
function holds(block: Uint8Array, offset: number, wanted: readonly number[]): boolean {
  for (let i = 0; i < wanted.length; i += 1) if (block[offset + i] !== wanted[i]) return false;
  return true;
}

function deviceNumbers(block: Uint8Array): { readonly major: number; readonly minor: number } {
  return { major: numberAt(block, 329, 8, 'devmajor'), minor: numberAt(block, 337, 8, 'devminor') };
}

function textAt(block: Uint8Array, offset: number, length: number): string {
  let end = offset;
  while (end < offset + length && block[end] !== 0) end += 1;
  return end === offset ? '' : decodeName(block.subarray(offset, end));
}

function numberAt(block: Uint8Array, offset: number, length: number, field: string, signed = false): number {
  const first = block[offset] ?? 0;
  const value = first & 0x80 ? binaryAt(block, offset, length) : octalAt(block, offset, length);
  if (value === undefined || !Number.isSafeInteger(value)) throw invalid(`garbled ${field}`);
  if (value < 0 && !signed) throw invalid(`negative ${field}`);
  return value;
}

/** Octal digits after blanks and before blanks or NULs; nothing at all is 0. Readers disagree on digits behind a NUL. */
function octalAt(block: Uint8Array, offset: number, length: number): number | undefined {
  let at = offset;
  const end = offset + length;
  while (at < end && block[at] === 0x20) at += 1;
  let value = 0;
  for (; at < end && !isBlank(block[at]); at += 1) {
    const digit = (block[at] ?? 0) - 0x30;
    if (digit < 0 || digit > 7) return undefined;
    value = value * 8 + digit;
  }
  while (at < end && isBlank(block[at])) at += 1;
  return at === end ? value : undefined;
}

function isBlank(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0;
}

/** GNU's base-256: big-endian two's complement behind a set top bit. */
function binaryAt(block: Uint8Array, offset: number, length: number): number | undefined {
  const first = block[offset] ?? 0;
  const negative = (first & 0x40) !== 0;
  let value = BigInt(first & 0x3f);
  for (let i = offset + 1; i < offset + length; i += 1) value = value * 256n + BigInt(block[i] ?? 0);
  const whole = negative ? value - 2n ** BigInt(8 * length - 2) : value;
  return Number(whole);
}
