import { checkRecordName } from './record-name.ts';
import type { RecordStore } from './record-store.ts';

/** A record store that lives as long as the process. Values are kept as JSON text, as on disk. */
export function createMemoryRecords(): RecordStore {
  const kinds = new Map<string, Map<string, string>>();
  const records = (kind: string): Map<string, string> => {
    const known = kinds.get(checkRecordName(kind)) ?? new Map<string, string>();
    kinds.set(kind, known);
    return known;
  };
  return {
    get: async (kind, key) => {
      const text = records(kind).get(checkRecordName(key));
      return text === undefined ? undefined : (JSON.parse(text) as unknown);
    },
    put: async (kind, key, value) => {
      records(kind).set(checkRecordName(key), JSON.stringify(value));
    },
    delete: async (kind, key) => {
      records(kind).delete(checkRecordName(key));
    },
    list: async function* (kind) {
      yield* [...records(kind).keys()].sort();
    },
  };
}
