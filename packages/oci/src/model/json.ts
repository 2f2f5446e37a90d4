import { isDigest, type Digest } from '@strake/core';
import { OciError, type OciErrorCode } from '../error.ts';

/** Where in a document a value is, and what to throw when it is not what it should be. */
export interface Place {
  readonly code: OciErrorCode;
  /** E.g. `manifest.layers[3].size`. */
  readonly at: string;
}

export type JsonObject = Readonly<Record<string, unknown>>;

/** Parses outside JSON of at most `limit` bytes. */
export function parseJson(bytes: Uint8Array, limit: number, place: Place): unknown {
  if (bytes.byteLength > limit) throw new OciError('LIMIT_EXCEEDED', `${place.at}: more than ${limit} bytes of JSON`);
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch (cause) {
    throw new OciError(place.code, `${place.at}: no JSON in UTF-8`, { cause });
  }
}

/** `place` of a member. */
function member(place: Place, name: string | number): Place {
  return { code: place.code, at: typeof name === 'number' ? `${place.at}[${name}]` : `${place.at}.${name}` };
}

export function mismatch(place: Place, expected: string, found: unknown): OciError {
  const shown = JSON.stringify(found)?.slice(0, 100) ?? 'nothing';
  return new OciError(place.code, `${place.at}: expected ${expected}, found ${shown}`);
}

export function asObject(value: unknown, place: Place): JsonObject {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw mismatch(place, 'an object', value);
  return value as JsonObject;
}

/**
 * Refuses keys that are one of `names` but for letter case: Go's decoder takes them for it, JavaScript's does not, and
 * two readers must not see two documents in one.
 */
export function refuseFoldedKeys(object: JsonObject, names: readonly string[], place: Place): void {
  const folded = new Map(names.map((name) => [name.toLowerCase(), name]));
  for (const key of Object.keys(object)) {
    const name = folded.get(key.toLowerCase());
    if (name !== undefined && name !== key) throw mismatch(place, `the key ${JSON.stringify(name)}`, key);
  }
}

export function asArray<T>(value: unknown, place: Place, read: (item: unknown, place: Place) => T): readonly T[] {
  if (!Array.isArray(value)) throw mismatch(place, 'an array', value);
  return value.map((item, i) => read(item, member(place, i)));
}

export function asMap<T>(
  value: unknown,
  place: Place,
  read: (item: unknown, place: Place) => T,
): Readonly<Record<string, T>> {
  const entries = Object.entries(asObject(value, place));
  return Object.fromEntries(entries.map(([key, item]) => [key, read(item, member(place, key))]));
}

export function asString(value: unknown, place: Place): string {
  if (typeof value !== 'string') throw mismatch(place, 'a string', value);
  return value;
}

export function asBoolean(value: unknown, place: Place): boolean {
  if (typeof value !== 'boolean') throw mismatch(place, 'true or false', value);
  return value;
}

export function asInteger(value: unknown, place: Place): number {
  if (!Number.isSafeInteger(value)) throw mismatch(place, 'an integer below 2^53', value);
  return value as number;
}

export function asSize(value: unknown, place: Place): number {
  const size = asInteger(value, place);
  if (size < 0) throw mismatch(place, 'a size', value);
  return size;
}

export function asDigest(value: unknown, place: Place): Digest {
  if (typeof value !== 'string' || !isDigest(value)) throw mismatch(place, 'a sha256 digest', value);
  return value;
}

/** Reads members that may be absent or null (what Go writes for an empty pointer): those are left out. */
export function optional<T extends object>(
  object: JsonObject,
  place: Place,
  readers: { readonly [K in keyof T]-?: (value: unknown, place: Place) => T[K] },
): Partial<T> {
  const out: Record<string, unknown> = {};
  for (const key of Object.keys(readers) as (keyof T & string)[]) {
    const value = object[key];
    if (value !== undefined && value !== null) out[key] = readers[key](value, member(place, key));
  }
  return out as Partial<T>;
}
