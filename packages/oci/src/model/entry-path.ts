import type { EntryPath } from './entry.ts';
import { type Parsed, parsed, refused } from './parsed.ts';

/** Longest path that Linux opens (PATH_MAX without its NUL), and longest name in a directory, in bytes. */
const LONGEST_PATH = 4095;
const LONGEST_NAME = 255;

const encoder = new TextEncoder();
const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Text of a name's bytes: UTF-8, and each byte that is none becomes U+DC00 + byte. The inverse of `encodeName`. */
export function decodeName(bytes: Uint8Array): string {
  try {
    return strict.decode(bytes);
  } catch {
    return decodeEscaped(bytes);
  }
}

/** Bytes of a name, path or link target. Throws a `RangeError` on a lone surrogate that stands for no byte. */
export function encodeName(text: string): Uint8Array {
  if (text.isWellFormed()) return encoder.encode(text);
  const parts: number[] = [];
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    if (code < 0xd800 || code > 0xdfff) parts.push(...encoder.encode(char));
    else if (code >= 0xdc80 && code <= 0xdcff) parts.push(code - 0xdc00);
    else throw new RangeError(`no name: ${JSON.stringify(text.slice(0, 100))}`);
  }
  return Uint8Array.from(parts);
}

/** Bytes that `encodeName` makes of `text`. */
function nameLength(text: string): number {
  if (isAscii(text)) return text.length;
  return encodeName(text).byteLength;
}

/** Whether `text` holds 7-bit characters only. */
export function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i += 1) if (text.charCodeAt(i) > 0x7f) return false;
  return true;
}

/**
 * The one door through which outside names become `EntryPath`s. Leading slashes, `.` segments, repeated and trailing
 * slashes are dropped; `.` and `/` are the root. Refused, never repaired: the empty name, NUL, any `..` segment (what it
 * means depends on who unpacks), text that is no name, names over 255 and paths over 4095 bytes.
 */
export function parseEntryPath(name: string): Parsed<EntryPath> {
  if (isOrdinary(name)) return parsed(name);
  if (name === '') return refused('an empty name');
  if (name.includes('\0')) return refused(`a NUL in the name ${shown(name)}`);
  if (!hasBytes(name)) return refused(`no file name: ${shown(name)}`);
  const path = isClean(name) ? name : dropEmpty(name);
  const segments = path.split('/');
  if (segments.includes('..')) return refused(`".." in the name ${shown(name)}`);
  if (nameLength(path) > LONGEST_PATH) return refused(`a path of more than ${LONGEST_PATH} bytes: ${shown(name)}`);
  const long = path.length > LONGEST_NAME / 3 && segments.some((s) => nameLength(s) > LONGEST_NAME);
  return long ? refused(`a name of more than ${LONGEST_NAME} bytes: ${shown(name)}`) : parsed(path);
}

/** Whether `name` is clean at first sight, as nearly all are: short, of 7-bit characters, no segment empty or with a dot first. */
function isOrdinary(name: string): boolean {
  if (name.length > LONGEST_NAME) return false;
  let before = SLASH;
  for (let i = 0; i < name.length; i += 1) {
    const code = name.charCodeAt(i);
    if (code === 0 || code > 0x7f) return false;
    if (before === SLASH && (code === SLASH || code === DOT)) return false;
    before = code;
  }
  return before !== SLASH;
}

/**
 * As `parseEntryPath`, but `..` that stays inside is cleaned away by text, without regard to what is there: `a/../b` is
 * `b` (Go's `filepath.Clean`, as Docker reads the archives of ADD).
 */
export function parseInwardPath(name: string): Parsed<EntryPath> {
  if (!name.includes('..')) return parseEntryPath(name);
  const kept: string[] = [];
  for (const segment of name.split('/')) {
    if (segment === '..' && kept.pop() === undefined) return parseEntryPath(name);
    if (segment !== '' && segment !== '.' && segment !== '..') kept.push(segment);
  }
  return parseEntryPath(kept.join('/') || '/');
}

/**
 * A path that a user wrote, absolute or not, as the place inside a root: cleaned by text alone, `..` stops at the root
 * (Go's `filepath.Clean` of the path below `/`).
 */
export function confinePath(text: string): EntryPath {
  const kept: string[] = [];
  for (const segment of text.split('/')) {
    if (segment === '..') kept.pop();
    else if (segment !== '' && segment !== '.') kept.push(segment);
  }
  return kept.join('/');
}

/** `name` below `directory`. Both clean. */
export function joinPath(directory: EntryPath, name: EntryPath): EntryPath {
  if (directory === '') return name;
  return name === '' ? directory : `${directory}/${name}`;
}

/** The directory that holds `path`; the root's is the root. */
export function parentPath(path: EntryPath): EntryPath {
  const slash = path.lastIndexOf('/');
  return slash === -1 ? '' : path.slice(0, slash);
}

/** Last segment. */
export function baseName(path: EntryPath): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Whether `path` is `directory` or below it. */
export function isWithin(path: EntryPath, directory: EntryPath): boolean {
  if (directory === '') return true;
  return path.startsWith(directory) && (path.length === directory.length || path[directory.length] === '/');
}

/**
 * Order of entries: by segment, so that what is below a directory follows it without a gap (`a`, `a/b`, `a-b`). Within a
 * segment by UTF-16 code unit, which is the same on every machine.
 */
export function comparePaths(a: EntryPath, b: EntryPath): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i += 1) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return (x === SLASH ? -1 : x) - (y === SLASH ? -1 : y);
  }
  return a.length - b.length;
}

const DOT = 0x2e;
const SLASH = 0x2f;

function isClean(name: string): boolean {
  return !name.startsWith('/') && !name.endsWith('/') && !/(?:^|\/)(?:\.?)(?:\/|$)/.test(name);
}

function dropEmpty(name: string): string {
  return name
    .split('/')
    .filter((segment) => segment !== '' && segment !== '.')
    .join('/');
}

function hasBytes(name: string): boolean {
  return name.isWellFormed() || !Array.from(name).some((c) => /^[\ud800-\udc7f\udd00-\udfff]$/.test(c));
}

function shown(name: string): string {
  return JSON.stringify(name.length > 100 ? `${name.slice(0, 100)}...` : name);
}

function decodeEscaped(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.byteLength; ) {
    const length = sequenceLength(bytes, i);
    if (length === 0) {
      text += String.fromCharCode(0xdc00 + (bytes[i] ?? 0));
      i += 1;
    } else {
      text += strict.decode(bytes.subarray(i, i + length));
      i += length;
    }
  }
  return text;
}

/** Length of the UTF-8 sequence at `at`; 0 when there is none. */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const lead = bytes[at] ?? 0;
  if (lead < 0x80) return 1;
  const length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 0;
  if (length === 0 || at + length > bytes.byteLength) return 0;
  try {
    strict.decode(bytes.subarray(at, at + length));
    return length;
  } catch {
    return 0;
  }
}
