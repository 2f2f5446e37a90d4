import { resolve } from 'node:path';
import type { CacheSource, CacheTarget } from '../../cache/cache-place.ts';
import { UsageError } from '../usage-error.ts';
import { parseRecord } from './values.ts';

/** Accepted, and without a meaning here: there is one form of a cache. */
const FORMS = ['oci-mediatypes', 'image-manifest', 'force-compression', 'reset'];
const EXPORT = ['type', 'mode', 'compression', 'compression-level', 'ignore-error', ...FORMS];

/** `--cache-from`: `type=local,src=DIR`, `type=registry,ref=NAME`, or a name alone. */
export function parseCacheFrom(text: string, cwd: string): CacheSource {
  const record = recordOf('--cache-from', text);
  if (typeOf('--cache-from', record) === 'registry') {
    checkKeys('--cache-from', record, ['type', 'ref']);
    return { type: 'registry', ref: required('--cache-from', record, 'ref') };
  }
  checkKeys('--cache-from', record, ['type', 'src', 'tag', 'digest']);
  const tag = record.get('digest') ?? record.get('tag');
  return {
    type: 'local',
    src: resolve(cwd, required('--cache-from', record, 'src')),
    ...(tag === undefined ? {} : { tag }),
  };
}

/** `--cache-to`: `type=local,dest=DIR[,mode=max]`, `type=registry,ref=NAME[,mode=max]`, or a name alone. */
export function parseCacheTo(text: string, cwd: string): CacheTarget {
  const record = recordOf('--cache-to', text);
  const type = typeOf('--cache-to', record);
  checkKeys('--cache-to', record, [...EXPORT, type === 'local' ? 'dest' : 'ref']);
  const level = record.get('compression-level');
  const options = {
    ...oneOf(record, 'mode', ['min', 'max'] as const),
    ...oneOf(record, 'compression', ['gzip', 'zstd', 'uncompressed'] as const),
    ...(level === undefined ? {} : { compressionLevel: levelOf(level) }),
    ...(record.get('ignore-error') === 'true' ? { ignoreError: true } : {}),
  };
  if (type === 'registry') return { type, ref: required('--cache-to', record, 'ref'), ...options };
  return { type, dest: resolve(cwd, required('--cache-to', record, 'dest')), ...options };
}

function recordOf(flag: string, text: string): ReadonlyMap<string, string> {
  return text.includes('=')
    ? parseRecord(flag, text)
    : new Map([
        ['type', 'registry'],
        ['ref', text],
      ]);
}

function typeOf(flag: string, record: ReadonlyMap<string, string>): 'local' | 'registry' {
  const type = record.get('type');
  if (type === 'local' || type === 'registry') return type;
  const hint =
    type === 'inline'
      ? 'keep it beside the image: type=registry,ref=NAME:cache'
      : 'type=local works with the cache of any CI, type=registry with any registry';
  throw new UsageError(`${flag} does not know type=${type ?? ''}`, hint);
}

function checkKeys(flag: string, record: ReadonlyMap<string, string>, known: readonly string[]): void {
  for (const key of record.keys())
    if (!known.includes(key))
      throw new UsageError(`${flag} does not know ${JSON.stringify(key)}`, `it knows ${known.join(', ')}`);
}

function required(flag: string, record: ReadonlyMap<string, string>, key: string): string {
  const value = record.get(key);
  if (value) return value;
  throw new UsageError(`${flag} has no ${key}`, `write ${flag} type=${record.get('type') ?? ''},${key}=...`);
}

function oneOf<K extends string, T extends string>(
  record: ReadonlyMap<string, string>,
  key: K,
  choices: readonly T[],
): { [P in K]?: T } {
  const value = record.get(key);
  if (value === undefined) return {};
  const choice = choices.find((candidate) => candidate === value);
  if (choice) return { [key]: choice } as { [P in K]?: T };
  throw new UsageError(`--cache-to cannot have ${key}=${value}`, `${key} is one of ${choices.join(', ')}`);
}

function levelOf(text: string): number {
  if (/^\d{1,2}$/.test(text) && Number(text) <= 22) return Number(text);
  throw new UsageError(`--cache-to cannot have compression-level=${text}`, 'gzip has 0 to 9, zstd 1 to 22');
}
