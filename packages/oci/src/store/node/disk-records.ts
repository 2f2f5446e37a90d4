import { closeSync, fsync, mkdirSync, openSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { OciError } from '../../error.ts';
import { checkRecordName } from '../record-name.ts';
import type { RecordStore } from '../record-store.ts';
import { diskError, ifThere } from './disk-error.ts';
import { writeWholeSync } from './file-sink.ts';
import type { Temporary } from './temporary.ts';

export interface DiskRecordsOptions {
  readonly directory: string;
  readonly temporary: Temporary;
  /** Kinds whose records have reached the disk when `put` returns. Others may be lost, never garbled, by a power cut. */
  readonly durableKinds: ReadonlySet<string>;
}

/** One JSON file per record. A file that is no JSON, as a power cut may leave it, is no record. */
export function createDiskRecords({ directory, temporary, durableKinds }: DiskRecordsOptions): RecordStore {
  const made = new Set<string>();
  const folder = (kind: string): string => join(directory, fileName(checkRecordName(kind)));
  const place = (kind: string, key: string): string => join(folder(kind), `${fileName(checkRecordName(key))}.json`);
  return {
    get: async (kind, key) => readRecord(place(kind, key)),
    put: async (kind, key, value) => {
      const path = place(kind, key);
      if (!made.has(kind)) mkdirSync(folder(kind), { recursive: true });
      made.add(kind);
      await writeRecord(path, temporary.next(), value, durableKinds.has(kind));
    },
    delete: async (kind, key) => rmSync(place(kind, key), { force: true }),
    list: async function* (kind) {
      const names = ifThere(() => readdirSync(folder(kind))) ?? [];
      yield* names
        .filter((name) => name.endsWith('.json'))
        .map((name) => recordName(name.slice(0, -'.json'.length)))
        .sort();
    },
  };
}

function readRecord(path: string): unknown {
  const text = ifThere(() => readFileSync(path, 'utf8'));
  try {
    return text === undefined ? undefined : (JSON.parse(text) as unknown);
  } catch {
    return undefined;
  }
}

async function writeRecord(path: string, temporary: string, value: unknown, durable: boolean): Promise<void> {
  try {
    const file = openSync(temporary, 'wx');
    try {
      let position = 0;
      for (const piece of encodeRecord(value)) {
        const bytes = new TextEncoder().encode(piece);
        writeWholeSync(file, bytes, position);
        position += bytes.byteLength;
      }
      // The disk takes as long as all that a small build does at its end.
      if (durable) await promisify(fsync)(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw diskError('write a record', error);
  }
}

/** Characters of a text that are encoded at once. */
const PIECE = 64 * 1024;

/** As JSON, in pieces where it is long: a text of megabytes would be there once more as a whole, and its bytes as well. */
function* encodeRecord(value: unknown): Generator<string> {
  const isPlain = typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!isPlain || !Object.values(value).some(isLong)) {
    yield JSON.stringify(value);
    return;
  }
  let separator = '{';
  for (const [name, part] of Object.entries(value)) {
    if (part === undefined) continue;
    yield `${separator}${JSON.stringify(name)}:`;
    if (isLong(part)) yield* encodeText(part);
    else yield JSON.stringify(part);
    separator = ',';
  }
  yield '}';
}

/** Halves of a character that is cut in two are escaped. */
function* encodeText(text: string): Generator<string> {
  yield '"';
  for (let at = 0; at < text.length; at += PIECE) yield JSON.stringify(text.slice(at, at + PIECE)).slice(1, -1);
  yield '"';
}

function isLong(part: unknown): part is string {
  return typeof part === 'string' && part.length > PIECE;
}

/** A file name that is distinct without regard to case and has no colon: capitals are `=a`, a colon is `+`. */
function fileName(name: string): string {
  const encoded = name.replace(/[A-Z]/g, (c) => `=${c.toLowerCase()}`).replaceAll(':', '+');
  if (encoded.length <= 240) return encoded;
  throw new OciError('RECORD_NAME_INVALID', `too long a name of a record: ${JSON.stringify(name)}`);
}

function recordName(encoded: string): string {
  return encoded.replaceAll('+', ':').replace(/=([a-z])/g, (_, c: string) => c.toUpperCase());
}
