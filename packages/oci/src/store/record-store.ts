/** Small JSON values by kind and key: cache records, pinned references, tags. Replaced atomically. */
export interface RecordStore {
  /** `kind` and `key` are safe names: `[A-Za-z0-9_.:-]`, not starting with a dot; anything else throws. */
  get(kind: string, key: string): Promise<unknown>;
  put(kind: string, key: string, value: unknown): Promise<void>;
  delete(kind: string, key: string): Promise<void>;
  list(kind: string): AsyncIterable<string>;
}
