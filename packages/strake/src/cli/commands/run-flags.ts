import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { systemReason } from '@strake/oci/node';
import type { CacheMountsPlace, CacheMountsTarget } from '../../cache-mounts/cache-mounts-place.ts';
import type { BuildInput } from '../../input/build-input.ts';
import { ENTITLEMENTS, type Entitlement } from '../../input/entitlements.ts';
import type { FlagSpec, ParsedOptions } from '../options/spec.ts';
import { parseSize } from '../options/values.ts';
import { UsageError } from '../usage-error.ts';

/** Flags about what a command in a sandbox may use; `whose` is what help calls that command. */
export const limitFlags = (whose: string): readonly FlagSpec[] => [
  { name: 'memory', short: 'm', type: 'string', value: 'BYTES', help: `Memory of ${whose}, e.g. 2g` },
  { name: 'cpus', type: 'string', value: 'N', help: `CPUs of ${whose}, e.g. 1.5` },
  { name: 'pids-limit', type: 'string', value: 'N', help: `Processes of ${whose}` },
  { name: 'timeout', type: 'string', value: 'TIME', help: `Time of ${whose}, e.g. 90s, 10m, 1h` },
];

export const caFlag = (whose: string): FlagSpec => ({
  name: 'ca',
  type: 'list',
  value: 'FILE',
  help: `Certificates (PEM) for ${whose}, registries and downloads to trust too; they are not in the image`,
  completes: 'file',
});

/** Flags of `build` about what a RUN may do and get. */
export const runFlags: readonly FlagSpec[] = [
  {
    name: 'allow',
    type: 'list',
    value: 'WHAT',
    help: 'Allow to RUN what it asks for: network.host, security.insecure, device, device=NAME',
  },
  caFlag('RUN'),
  {
    name: 'cache-mounts-from',
    type: 'string',
    value: 'WHERE',
    help: 'Take RUN --mount=type=cache from what --cache-mounts-to has written',
    completes: 'directory',
  },
  {
    name: 'cache-mounts-to',
    type: 'string',
    value: 'WHERE',
    help: 'Write the cache mounts that were used: DIR, type=oci,dest=DIR or type=registry,ref=NAME:TAG; with max-size=2g as many as fit',
    completes: 'directory',
  },
  {
    name: 'on-error',
    type: 'string',
    value: 'HOW',
    help: 'When a RUN fails: shell opens one in its state, save=DIR keeps its files, log and command',
    completes: 'directory',
  },
  ...limitFlags('each RUN'),
];

/** What `--allow` says about this machine, not about RUN: outputs may empty any directory. The name is Docker's. */
export const LOCAL_DELETE = 'buildx.local.delete';

/** What those flags say. */
export function runInput(
  options: ParsedOptions,
  cwd: string,
): Pick<BuildInput, 'allow' | 'ca' | 'cdiDirectories' | 'limits' | 'cacheMountsFrom' | 'cacheMountsTo'> {
  const allowed = options
    .list('allow')
    .flatMap((text) => (text.startsWith('device=') ? [text] : text.split(',')))
    .filter((text) => text !== LOCAL_DELETE)
    .map(entitlement);
  const limits = parseLimits(options);
  return {
    // The network of the whole build was asked for by who calls, not by the Dockerfile.
    allow: options.string('network') === 'host' ? [...allowed, 'network.host'] : allowed,
    ...cdiDirectories(process.env['STRAKE_CDI_DIRS']),
    ...parseCa(options, cwd),
    ...placeOf('cacheMountsFrom', '--cache-mounts-from', options.string('cache-mounts-from'), cwd),
    ...placeOf('cacheMountsTo', '--cache-mounts-to', options.string('cache-mounts-to'), cwd),
    ...(Object.keys(limits).length > 0 ? { limits } : {}),
  };
}

/** Directories, separated by colons, instead of the usual ones. */
function cdiDirectories(text = ''): Pick<BuildInput, 'cdiDirectories'> {
  return text === '' ? {} : { cdiDirectories: text.split(':').filter((path) => path.startsWith('/')) };
}

function placeOf<K extends string>(
  key: K,
  flag: string,
  text: string | undefined,
  cwd: string,
): { [P in K]?: CacheMountsTarget } {
  return text === undefined ? {} : ({ [key]: parseTarget(flag, text, cwd) } as { [P in K]?: CacheMountsTarget });
}

const PLACE_HINT =
  'write a directory, or type=local,dest=DIR (or src=DIR), type=oci,dest=DIR or type=registry,ref=NAME:TAG';

/** A directory, or the fields of a place as `--cache-to` has them. */
function parseTarget(flag: string, text: string, cwd: string): CacheMountsTarget {
  if (!/(?:^|,)(?:type|dest|src|ref|max-size)=/.test(text)) return { type: 'directory', path: resolve(cwd, text) };
  const fields = new Map(text.split(',').map((field) => field.split(/=(.*)/s, 2) as [string, string | undefined]));
  const place = placeIn(flag, text, fields, cwd);
  const maxSize = parseSize(`max-size of ${flag}`, fields.get('max-size'));
  if (maxSize === undefined) return place;
  if (flag === '--cache-mounts-to' && maxSize > 0) return { ...place, maxSize };
  throw new UsageError(`${flag} takes no max-size=${fields.get('max-size')}`, 'give --cache-mounts-to one above 0');
}

function placeIn(
  flag: string,
  text: string,
  fields: ReadonlyMap<string, string | undefined>,
  cwd: string,
): CacheMountsPlace {
  const [type, ref, path] = [fields.get('type'), fields.get('ref'), fields.get('dest') ?? fields.get('src')];
  if (type === 'registry' && ref) return { type, ref };
  if (type === 'oci' && path) return { type, path: resolve(cwd, path) };
  if (type === 'local' && path) return { type: 'directory', path: resolve(cwd, path) };
  throw new UsageError(`${flag} cannot be ${JSON.stringify(text)}`, PLACE_HINT);
}

/** The text of all `--ca` files. */
export function parseCa(options: ParsedOptions, cwd: string): { ca?: string } {
  const files = options.list('ca');
  if (files.length === 0) return {};
  return { ca: files.map((file) => certificates(resolve(cwd, file))).join('\n') };
}

function certificates(file: string): string {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`--ca: the file ${file} cannot be read: ${systemReason(error)}`);
  }
  if (text.includes('-----BEGIN CERTIFICATE-----')) return text;
  throw new UsageError(
    `--ca: ${file} holds no certificate`,
    'it must be PEM: -----BEGIN CERTIFICATE-----; openssl x509 -inform der converts',
  );
}

export function parseLimits(options: ParsedOptions): NonNullable<BuildInput['limits']> {
  const memory = memoryLimit(options.string('memory'));
  const cpus = countLimit('--cpus', options.string('cpus'), 'write e.g. 1.5');
  const pids = countLimit('--pids-limit', options.string('pids-limit')?.replace(/^-1$/, '0'), 'write e.g. 200');
  const seconds = parseTime('--timeout', options.string('timeout'));
  const all = { memory, cpus, pids, seconds };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

const LEAST_MEMORY = 6 * 1024 * 1024;

/** As in Docker: 0 is no limit, and what no command can start in is refused. */
function memoryLimit(text: string | undefined): number | undefined {
  const bytes = parseSize('--memory', text);
  if (bytes === undefined || bytes === 0) return undefined;
  if (bytes >= LEAST_MEMORY) return bytes;
  throw new UsageError(`--memory ${JSON.stringify(text)} is too little for any command`, 'write 6m or more, e.g. 512m');
}

/** 0 is no limit. */
function countLimit(flag: string, text: string | undefined, hint: string): number | undefined {
  if (text === undefined || text === '0') return undefined;
  const value = Number(text);
  if (value > 0 && Number.isFinite(value)) return value;
  throw new UsageError(`${flag} ${JSON.stringify(text)} is no number above 0`, hint);
}

const UNITS: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, h: 3600 };

function parseTime(flag: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const [, value, unit = ''] = /^(\d+(?:\.\d+)?)([smh]?)$/.exec(text) ?? [];
  if (value !== undefined && Number(value) > 0) return Number(value) * (UNITS[unit] ?? 1);
  throw new UsageError(`${flag} ${JSON.stringify(text)} is no time`, 'write e.g. 90s, 10m or 1h');
}

function entitlement(text: string): Entitlement {
  if (/^device=[^,]+$/.test(text)) return text as Entitlement;
  const found = ENTITLEMENTS.find((name) => name === text.trim());
  if (found !== undefined) return found;
  throw new UsageError(
    `--allow cannot be ${JSON.stringify(text)}`,
    `it is one of ${ENTITLEMENTS.join(', ')}, device=NAME`,
  );
}
