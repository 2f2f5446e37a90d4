import { readFileSync, realpathSync } from 'node:fs';
import type { RecordStore } from '@strake/oci';
import { defaultHome } from '../home.ts';
import { LAST_BUILD, lastBuildKey, lastBuildPlace } from './last-build-place.ts';

/**
 * What the last build of a Dockerfile measured, for linter and editor. Kept as a record of the store, one per Dockerfile
 * on this machine: a hint, which may be gone, or be of a Dockerfile that has changed since. `stepFacts` says what of it
 * still holds.
 */
export interface LastBuild {
  /** The Dockerfile, absolute and without links. */
  readonly file: string;
  /** RFC 3339: when the build ended. */
  readonly at: string;
  /** The main context's directory, absolute, when it was one. */
  readonly context?: string;
  /** The stage that was built; the last one when missing. */
  readonly target?: string;
  /** In source order, at most one per instruction. */
  readonly steps: readonly MeasuredStep[];
}

/** What was measured of one instruction. With several platforms, of the slowest and of the largest. */
export interface MeasuredStep {
  /** Zero-based line on which the instruction began. */
  readonly line: number;
  /** Fingerprint of the instruction's text; the text itself is not kept. */
  readonly text: string;
  /** Seconds it took when it last ran; missing when only the cache was ever seen. */
  readonly seconds?: number;
  /** Bytes of its layer, uncompressed, with the headers of its files. */
  readonly layerBytes?: number;
  /** Whether the last build took it from the cache. */
  readonly cached: boolean;
}

/** More instructions than this are not kept. */
export const STEP_LIMIT = 2000;

/** More Dockerfiles than this are not kept: the oldest go. */
const FILE_LIMIT = 512;

/**
 * The last build of the Dockerfile at `file`, a path on this machine. Undefined when there was none, or nothing that can be
 * read. Takes one small file; opens and makes no store. Never throws.
 */
export function readLastBuild(file: string, home: string = defaultHome()): LastBuild | undefined {
  try {
    const path = realpathSync.native(file);
    const text = readFileSync(lastBuildPlace(path, home), 'utf8');
    const build = decodeLastBuild(JSON.parse(text));
    return build?.file === path ? build : undefined;
  } catch {
    return undefined;
  }
}

/** Keeps `build` in the place of an earlier one of its Dockerfile. */
export async function writeLastBuild(build: LastBuild, records: RecordStore): Promise<void> {
  await records.put(LAST_BUILD, lastBuildKey(build.file), { ...build, steps: build.steps.slice(0, STEP_LIMIT) });
  const keys: string[] = [];
  for await (const key of records.list(LAST_BUILD)) keys.push(key);
  if (keys.length > FILE_LIMIT) await dropOldest(keys, records);
}

async function dropOldest(keys: readonly string[], records: RecordStore): Promise<void> {
  const dated = await Promise.all(
    keys.map(async (key) => ({ key, at: decodeLastBuild(await records.get(LAST_BUILD, key))?.at ?? '' })),
  );
  const oldest = dated.sort((a, b) => (a.at < b.at ? -1 : 1)).slice(0, keys.length - FILE_LIMIT);
  for (const { key } of oldest) await records.delete(LAST_BUILD, key);
}

/** A record that is none, or of another version, is as good as none. */
function decodeLastBuild(value: unknown): LastBuild | undefined {
  if (!isObject(value)) return undefined;
  const { file, at, context, target, steps } = value;
  if (typeof file !== 'string' || typeof at !== 'string' || !Array.isArray(steps)) return undefined;
  return {
    file,
    at,
    ...(typeof context === 'string' ? { context } : {}),
    ...(typeof target === 'string' ? { target } : {}),
    steps: steps.slice(0, STEP_LIMIT).filter(isMeasuredStep),
  };
}

function isMeasuredStep(value: unknown): value is MeasuredStep {
  if (!isObject(value)) return false;
  const { line, text, seconds, layerBytes, cached } = value;
  const isNumber = (number: unknown): boolean =>
    number === undefined || (Number.isFinite(number) && Number(number) >= 0);
  return (
    Number.isInteger(line) &&
    typeof text === 'string' &&
    typeof cached === 'boolean' &&
    isNumber(seconds) &&
    isNumber(layerBytes)
  );
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
