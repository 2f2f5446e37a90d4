import type { MountType } from '@strake/parser';

/** A key of `RUN --mount`. */
export interface MountKey {
  readonly name: string;
  /** Other spellings. */
  readonly aliases?: readonly string[];
  readonly doc: string;
  /** The mount types that take it. */
  readonly types: readonly MountType[];
  readonly values?: readonly string[];
  /** Whether it may stand without a value. */
  readonly isBare?: boolean;
}

/** What is said of each mount type. */
export const mountTypes: Readonly<Record<MountType, string>> = {
  bind: 'Files of the build context, a stage or an image, read-only unless `rw`. What is written is thrown away.',
  cache: 'A directory that later builds find again: caches of compilers and package managers.',
  tmpfs: 'An empty directory in memory.',
  secret: 'A secret of the build (`--secret`) as a file or an environment variable.',
  ssh: 'The SSH agent of the build (`--ssh`).',
};

const mountKeys: readonly MountKey[] = [
  { name: 'type', doc: 'What is mounted. `bind` unless given.', types: [], values: Object.keys(mountTypes) },
  {
    name: 'target',
    aliases: ['dst', 'destination'],
    doc: 'Where it is mounted. For a secret `/run/secrets/ID` unless given.',
    types: ['bind', 'cache', 'tmpfs', 'secret', 'ssh'],
  },
  {
    name: 'source',
    aliases: ['src'],
    doc: 'Path below `from`; its root unless given. For a secret its id.',
    types: ['bind', 'cache', 'secret'],
  },
  {
    name: 'from',
    doc: 'Stage, named context or image in place of the build context (of an empty directory for a cache).',
    types: ['bind', 'cache'],
  },
  {
    name: 'readwrite',
    aliases: ['rw'],
    doc: 'Let the command write. What it writes is thrown away.',
    types: ['bind'],
    isBare: true,
    values: ['true', 'false'],
  },
  {
    name: 'readonly',
    aliases: ['ro'],
    doc: 'The command cannot write.',
    types: ['bind', 'cache'],
    isBare: true,
    values: ['true', 'false'],
  },
  {
    name: 'id',
    doc: 'Name of the cache (its target unless given), secret or agent (`default`).',
    types: ['cache', 'secret', 'ssh'],
  },
  {
    name: 'sharing',
    doc: 'Who may use the cache at one time: everyone (`shared`), each a copy (`private`), one after the other (`locked`).',
    types: ['cache'],
    values: ['shared', 'private', 'locked'],
  },
  {
    name: 'required',
    doc: 'Fail when it is not given.',
    types: ['secret', 'ssh'],
    isBare: true,
    values: ['true', 'false'],
  },
  {
    name: 'env',
    doc: 'Environment variable that holds the secret; no file is mounted unless `target` is given.',
    types: ['secret'],
  },
  {
    name: 'size',
    doc: 'Most bytes, such as `64m`. No limit unless given.',
    types: ['tmpfs'],
    values: ['64m', '256m', '1g'],
  },
  {
    name: 'mode',
    doc: 'Mode in octal. `0755` of a cache, `0400` of a secret, `0600` of an agent.',
    types: ['cache', 'secret', 'ssh'],
    values: ['0400', '0600', '0755'],
  },
  { name: 'uid', doc: 'Owner’s user id. `0` unless given.', types: ['cache', 'secret', 'ssh'] },
  { name: 'gid', doc: 'Owner’s group id. `0` unless given.', types: ['cache', 'secret', 'ssh'] },
];

/** The key of a name or another spelling. */
export function mountKey(name: string): MountKey | undefined {
  const lower = name.toLowerCase();
  return mountKeys.find((key) => key.name === lower || key.aliases?.includes(lower) === true);
}

/** The keys that a mount of this type takes. */
export function keysOfMount(type: string): readonly MountKey[] {
  return mountKeys.filter(({ name, types }) => name === 'type' || types.some((known) => known === type));
}
