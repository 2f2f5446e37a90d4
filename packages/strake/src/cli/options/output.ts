import { resolve } from 'node:path';
import { suggest } from '@strake/core';
import type { FilesOutput, Output, PackingOptions } from '../../output/output.ts';
import type { CommandContext } from '../command.ts';
import { UsageError } from '../usage-error.ts';
import { parseAnnotationKey } from './annotation.ts';
import { parseRecord } from './values.ts';

const TYPES = ['oci', 'docker', 'local', 'tar', 'image', 'registry', 'cacheonly'] as const;
const COMPRESSIONS = ['gzip', 'zstd', 'uncompressed'] as const;
const PACKING = [
  'compression',
  'compression-level',
  'force-compression',
  'oci-mediatypes',
  'rewrite-timestamp',
  'name',
];

/** Keys of Docker's that change nothing here: images are found by digest anyway, and unpacked when a step needs them. */
const IMPLIED = ['name-canonical', 'unpack'];

/** Keys of Docker's for what is said elsewhere here, or not made at all. */
const ELSEWHERE: ReadonlyMap<string, string> = new Map([
  [
    'registry.insecure',
    'registries without TLS are named in ~/.config/strake/config.json: {"registries": {"HOST": {"insecure": true}}}; this machine\'s need no setting',
  ],
  ['source-date-epoch', 'write --build-arg SOURCE_DATE_EPOCH=SECONDS'],
  ...['oci-artifact', 'attestation-inline', 'attestation-prefix'].map(
    (key) => [key, 'attestations are not made: leave it out'] as const,
  ),
]);

/** Keys of each type; all that pack an image also take `annotation*.KEY`. */
const KEYS: Readonly<Record<(typeof TYPES)[number], readonly string[]>> = {
  oci: ['type', 'dest', 'tar', ...PACKING],
  docker: ['type', 'dest', 'tar', ...PACKING],
  local: ['type', 'dest', 'platform-split', 'mode'],
  tar: ['type', 'dest', 'platform-split'],
  image: ['type', 'push', 'push-by-digest', 'store', ...PACKING, ...IMPLIED],
  registry: ['type', 'push', 'push-by-digest', 'store', ...PACKING, ...IMPLIED],
  cacheonly: ['type'],
};

type Places = Pick<CommandContext, 'cwd' | 'stdout'>;

/** One `-o`: Docker's own forms, `DIR`, `-` and `type=oci,dest=image.tar`. */
export function parseOutput(text: string, { cwd, stdout }: Places): Output {
  if (text === '-') return { type: 'tar', dest: toStdout('tar', stdout) };
  if (!text.includes('=')) return { type: 'local', dest: resolve(cwd, text) };
  const record = parseRecord('--output', text);
  const given = record.get('type');
  if (given === undefined)
    throw new UsageError(
      `--output ${JSON.stringify(text)} has no type`,
      `write type=oci,dest=${record.get('dest') || 'FILE'} for an archive of the image, type=local,dest=${record.get('dest') || 'DIR'} for its files`,
    );
  const type = oneOf('type', given, TYPES);
  for (const key of record.keys()) checkKey(key, type);
  const packing = packingOf(record);
  switch (type) {
    case 'cacheonly':
      return { type };
    case 'image':
    case 'registry':
      return { type: 'image', ...imageFlags(record, type), ...packing };
    case 'local':
    case 'tar':
      return {
        type,
        dest: destOf(type, record.get('dest'), type === 'local', { cwd, stdout }),
        ...flag('platformSplit', 'platform-split', record),
        ...modeOf(record.get('mode')),
      };
    case 'oci':
    case 'docker': {
      if (type === 'docker' && !record.has('dest')) return { type: 'image', ...packing };
      const { tar = true } = flag('tar', 'tar', record);
      return { type, dest: destOf(type, record.get('dest'), !tar, { cwd, stdout }), tar, ...packing };
    }
  }
}

function modeOf(text: string | undefined): Pick<FilesOutput, 'mode'> {
  return text === undefined ? {} : { mode: oneOf('mode', text, ['copy', 'delete']) };
}

function destOf(
  type: string,
  dest: string | undefined,
  directory: boolean,
  { cwd, stdout }: Places,
): string | ReturnType<typeof toStdout> {
  if (dest !== undefined && dest !== '' && dest !== '-') return resolve(cwd, dest);
  if (!directory) return toStdout(type, stdout);
  throw new UsageError(
    dest === '-' ? `dest cannot be stdout for ${type} exporter` : `dest is required for ${type} exporter`,
    `write -o type=${type},dest=DIRECTORY`,
  );
}

function toStdout(type: string, stdout: Places['stdout']): Places['stdout']['write'] {
  if (!stdout.isTTY) return stdout.write;
  throw new UsageError(
    `dest file is required for ${type} exporter: nobody can read it on a terminal`,
    `write -o type=${type},dest=FILE, or pipe it to a program`,
  );
}

function imageFlags(
  record: ReadonlyMap<string, string>,
  type: 'image' | 'registry',
): { push?: boolean; pushByDigest?: boolean; store?: boolean } {
  const { push } = flag('push', 'push', record);
  if (type === 'registry' && push === false)
    throw new UsageError('--output cannot have type=registry with push=false', 'write type=image');
  return {
    ...(type === 'registry' || push !== undefined ? { push: push ?? true } : {}),
    ...flag('pushByDigest', 'push-by-digest', record),
    ...flag('store', 'store', record),
  };
}

function packingOf(record: ReadonlyMap<string, string>): PackingOptions {
  const compression = record.get('compression');
  const names = record
    .get('name')
    ?.split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  const annotations = [...record].flatMap(([key, value]) => parseAnnotationKey(key, value) ?? []);
  if (compression === 'estargz')
    throw new UsageError(
      '--output cannot write estargz',
      'gzip layers are read by the same programs: compression=gzip',
    );
  return {
    ...(compression === undefined ? {} : { compression: oneOf('compression', compression, COMPRESSIONS) }),
    ...levelOf(record.get('compression-level'), compression ?? 'gzip'),
    ...flag('forceCompression', 'force-compression', record),
    ...flag('ociMediaTypes', 'oci-mediatypes', record),
    ...flag('rewriteTimestamp', 'rewrite-timestamp', record),
    ...(names ? { names } : {}),
    ...(annotations.length > 0 ? { annotations } : {}),
  };
}

const LEVELS: Readonly<Record<string, readonly [number, number]>> = { gzip: [0, 9], zstd: [1, 22] };

function levelOf(text: string | undefined, compression: string): { compressionLevel?: number } {
  if (text === undefined) return {};
  const [least, most] = LEVELS[compression] ?? [0, 0];
  const level = Number(text);
  if (/^\d+$/.test(text) && level >= least && level <= most) return { compressionLevel: level };
  const range = most === 0 ? `there are no levels of ${compression}` : `${compression} has ${least} to ${most}`;
  throw new UsageError(`--output cannot have compression-level=${text}`, range);
}

function flag<K extends string>(name: K, key: string, record: ReadonlyMap<string, string>): { [P in K]?: boolean } {
  const text = record.get(key);
  if (text === undefined) return {};
  if (!/^(?:true|false|1|0)$/i.test(text))
    throw new UsageError(`--output cannot have ${key}=${text}`, `${key} is true or false`);
  return { [name]: /^(?:true|1)$/i.test(text) } as { [P in K]?: boolean };
}

function oneOf<T extends string>(key: string, value: string, choices: readonly T[]): T {
  const choice = choices.find((candidate) => candidate === value);
  if (choice) return choice;
  throw new UsageError(`--output cannot have ${key}=${value}`, `${key} is one of ${choices.join(', ')}`);
}

function checkKey(key: string, type: (typeof TYPES)[number]): void {
  const known = KEYS[type];
  const packs = known.includes('compression');
  if (known.includes(key) || (packs && parseAnnotationKey(key, '') !== undefined)) return;
  const near = suggest(key, known);
  throw new UsageError(
    `--output type=${type} does not know ${JSON.stringify(key)}`,
    ELSEWHERE.get(key) ??
      (near ? `did you mean ${near}?` : `it knows ${[...known, ...(packs ? ['annotation.KEY'] : [])].join(', ')}`),
  );
}
