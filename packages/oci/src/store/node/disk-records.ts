import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { OciError } from '../../error.ts';
import { checkRecordName } from '../record-name.ts';
import type { RecordStore } from '../record-store.ts';
import { diskError, ifThere } from './disk-error.ts';
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
      writeRecord(path, temporary.next(), JSON.stringify(value), durableKinds.has(kind));
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

function writeRecord(path: string, temporary: string, text: string, durable: boolean): void {
  try {
    const file = openSync(temporary, 'wx');
    try {
      writeFileSync(file, text);
      if (durable) fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw diskError('write a record', error);
  }
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
