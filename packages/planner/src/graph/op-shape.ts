import { isDigest } from '@strake/core';
import {
  absolutePath,
  boolean,
  either,
  fits,
  integer,
  list,
  literal,
  natural,
  record,
  type Shape,
  string,
  variant,
} from './shape.ts';

export const digest: Shape = fits((value) => typeof value === 'string' && isDigest(value), 'a sha256 digest');
export const platform: Shape = record({ os: string, architecture: string }, { variant: string, osVersion: string });

const id = either(natural, string);
const owner = record({ user: id }, { group: id });
const credentials = { mode: natural, uid: natural, gid: natural };

const action: Shape = variant('kind', {
  copy: record(
    {
      kind: string,
      input: natural,
      source: string,
      wildcard: boolean,
      destination: absolutePath,
      exclude: list(string),
      parents: boolean,
      unpack: literal('never', 'auto', 'always'),
    },
    { owner, mode: string },
  ),
  mkdir: record({ kind: string, path: absolutePath, mode: natural }, { owner, timestamp: integer }),
  write: record({ kind: string, destination: absolutePath, name: string, data: string }, { owner, mode: string }),
});

const mount: Shape = variant('type', {
  bind: record({ type: string, target: absolutePath, input: natural, source: string, readonly: boolean }),
  cache: record(
    {
      type: string,
      target: absolutePath,
      id: string,
      sharing: literal('shared', 'private', 'locked'),
      readonly: boolean,
      source: string,
      ...credentials,
    },
    { input: natural, owned: literal(true) },
  ),
  tmpfs: record({ type: string, target: absolutePath }, { size: natural, readonly: literal(true) }),
  secret: record(
    { type: string, id: string, required: boolean, ...credentials },
    { target: absolutePath, env: string },
  ),
  ssh: record({ type: string, id: string, target: absolutePath, required: boolean, ...credentials }),
});

const exec: Shape = record(
  {
    kind: string,
    args: list(string),
    env: list(string),
    cwd: absolutePath,
    user: string,
    network: literal('default', 'none', 'host'),
    security: literal('sandbox', 'insecure'),
    mounts: list(mount),
    platform,
  },
  {
    hostname: string,
    shmSize: natural,
    ulimits: list(record({ name: string, soft: integer, hard: integer })),
    extraHosts: list(record({ host: string, ip: string })),
    scripts: list(record({ path: absolutePath, data: string })),
    devices: list(record({ name: string, required: boolean })),
  },
);

/** The shape of every `Op`. */
export const opShape: Shape = variant('kind', {
  scratch: record({ kind: string }),
  image: record({ kind: string, ref: string, manifest: digest, platform }),
  local: record({ kind: string, name: string }),
  http: record({ kind: string, url: string, filename: string, mode: natural }, { checksum: digest }),
  git: record(
    { kind: string, remote: string, keepGitDir: boolean, submodules: boolean },
    { ref: string, subdir: string, checksum: string, fetchByCommit: literal(true) },
  ),
  file: record({ kind: string, actions: list(action), link: boolean }),
  exec,
});
