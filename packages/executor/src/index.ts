export type { BuildEvent, Outcome } from './events.ts';
export type { CacheRecord, CacheStore } from './cache-store.ts';
