import { decodeName, encodeName } from '../model/index.ts';
import { invalid } from './header.ts';
import { decodeSparse, type SparseFile } from './sparse.ts';

/** What extended headers say of the next entry. Absent: the header block holds. */
export interface PaxFields {
  readonly path?: string;
  readonly linkpath?: string;
  readonly size?: number;
  readonly uid?: number;
  readonly gid?: number;
  readonly mtime?: number;
  readonly mtimeNs?: number;
  readonly xattrs?: Readonly<Record<string, string>>;
  readonly sparse?: SparseFile;
}

const XATTR = 'SCHILY.xattr.';
const FIELDS = new Set(['path', 'linkpath', 'size', 'uid', 'gid', 'mtime']);
/** Fields that say nothing here, but make GNU tar fail when they are garbled. */
const OTHER_TIMES = new Set(['atime', 'ctime']);
/** Fields that libarchive takes for the size and the device, and others do not. */
const DISPUTED = /^SCHILY\.(?:realsize|devmajor|devminor)$/;

/**
 * Reads the body of an extended header (POSIX pax, "pax Extended Header"). Throws `TAR_INVALID`, for sparse files too
 * unless `sparse` takes them.
 */
export function decodePax(body: Uint8Array, sparse = false): PaxFields {
  const fields: Record<string, string | number> = {};
  const xattrs: Record<string, string> = {};
  const holes: (readonly [key: string, value: string])[] = [];
  for (const { key, value } of records(body)) {
    if (key.startsWith('GNU.sparse.')) {
      if (!sparse) throw invalid('sparse files are not supported');
      holes.push([key, decodeName(value)]);
    }
    if (DISPUTED.test(key)) throw invalid(`extended header with ${key}`);
    if (OTHER_TIMES.has(key)) readTime(key, decodeName(value));
    if (key.startsWith(XATTR)) {
      if (!isOverlayAttribute(key)) xattrs[key.slice(XATTR.length)] = binary(value);
    } else if (FIELDS.has(key)) {
      // POSIX: the header block holds again. Python: the name is empty.
      if (value.byteLength === 0) throw invalid(`extended header with an empty ${key}`);
      if (key in fields) throw invalid(`extended header with two values of ${key}`);
      Object.assign(fields, readField(key, value));
    }
  }
  return {
    ...fields,
    ...(Object.keys(xattrs).length > 0 ? { xattrs } : {}),
    ...(holes.length > 0 ? { sparse: decodeSparse(holes) } : {}),
  };
}

/**
 * Checks the body of a global extended header: comments pass, anything that would change entries is refused, for readers
 * differ on how far it reaches.
 */
export function checkGlobalPax(body: Uint8Array): void {
  for (const { key, value } of records(body)) {
    if (FIELDS.has(key) || /^(?:SCHILY|GNU|hdrcharset)/.test(key))
      throw invalid(`global extended header with ${JSON.stringify(key.slice(0, 50))}`);
    if (OTHER_TIMES.has(key)) readTime(key, decodeName(value));
  }
}

/** One record: `length key=value\n`. `value` is a binary string for attributes, text for everything else. */
export function encodePaxRecord(key: string, value: Uint8Array): Uint8Array {
  const rest = encodeName(` ${key}=`);
  const bare = rest.byteLength + value.byteLength + 1;
  let length = bare + String(bare).length;
  length = bare + String(length).length;
  const record = new Uint8Array(length);
  record.set(encodeName(String(length)));
  record.set(rest, length - bare);
  record.set(value, length - 1 - value.byteLength);
  record[length - 1] = NEWLINE;
  return record;
}

/** A PAX time: seconds with up to nine decimals, no trailing zeros. */
export function encodePaxTime(seconds: number, nanoseconds: number): string {
  if (nanoseconds === 0) return String(seconds);
  const negative = seconds < 0;
  const whole = negative ? -(seconds + 1) : seconds;
  const part = negative ? 1e9 - nanoseconds : nanoseconds;
  return `${negative ? '-' : ''}${whole}.${String(part).padStart(9, '0').replace(/0+$/, '')}`;
}

const NEWLINE = 0x0a;
const BLANK = 0x20;
const EQUALS = 0x3d;

function* records(body: Uint8Array): Generator<{ readonly key: string; readonly value: Uint8Array }> {
  for (let at = 0; at < body.byteLength; ) {
    const blank = body.indexOf(BLANK, at);
    const digits = String.fromCharCode(...body.subarray(at, Math.min(blank, at + 9)));
    const end = at + Number(digits);
    const equals = body.indexOf(EQUALS, blank);
    const sound = /^[1-9]\d*$/.test(digits) && end <= body.byteLength && equals > blank + 1 && equals < end - 1;
    if (blank === -1 || !sound || body[end - 1] !== NEWLINE) throw invalid('garbled extended header');
    const key = decodeName(body.subarray(blank + 1, equals));
    if (key.includes('\0')) throw invalid('NUL in the key of an extended header');
    yield { key, value: body.subarray(equals + 1, end - 1) };
    at = end;
  }
}

function readField(key: string, value: Uint8Array): Record<string, string | number> {
  const text = decodeName(value);
  if (key === 'path' || key === 'linkpath') {
    if (text.includes('\0')) throw invalid(`NUL in ${key}`);
    return { [key]: text };
  }
  if (key === 'mtime') return readTime(key, text);
  const number = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(number)) throw invalid(`garbled ${key} in an extended header`);
  return { [key]: number };
}

function readTime(key: string, text: string): { mtime: number; mtimeNs: number } {
  const match = /^(-?)(\d{1,15})(?:\.(\d{0,30}))?$/.exec(text);
  if (!match) throw invalid(`garbled ${key} in an extended header`);
  const [, sign, whole = '', part = ''] = match;
  const seconds = Number(whole);
  const nanoseconds = Number(part.slice(0, 9).padEnd(9, '0'));
  if (sign === '') return { mtime: seconds, mtimeNs: nanoseconds };
  return nanoseconds === 0
    ? { mtime: seconds === 0 ? 0 : -seconds, mtimeNs: 0 }
    : { mtime: -seconds - 1, mtimeNs: 1e9 - nanoseconds };
}

/** Attributes by which overlayfs steers itself: never content, and dangerous in a lower directory. */
function isOverlayAttribute(key: string): boolean {
  return /^SCHILY\.xattr\.(?:trusted|user)\.overlay\./.test(key);
}

/** One character per byte. */
function binary(value: Uint8Array): string {
  let text = '';
  for (let i = 0; i < value.byteLength; i += 1) text += String.fromCharCode(value[i] ?? 0);
  return text;
}
