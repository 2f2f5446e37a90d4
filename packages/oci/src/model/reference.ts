import { type Digest, isDigest } from '@strake/core';
import { type Parsed, parsed, refused } from './parsed.ts';

/**
 * An image name, normalised as Docker does (distribution/reference): `busybox` is
 * registry `docker.io`, repository `library/busybox`, tag `latest`.
 */
export interface Reference {
  readonly registry: string;
  readonly repository: string;
  readonly tag?: string;
  readonly digest?: Digest;
}

const LABEL = '(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])';
const REGISTRY = new RegExp(`^(?:${LABEL}(?:\\.${LABEL})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?$`);
const NAME = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*';
const REPOSITORY = new RegExp(`^${NAME}(?:/${NAME})*$`);
const TAG = /^\w[\w.-]{0,127}$/;
const DEFAULT_REGISTRY = 'docker.io';
const LONGEST = 4096;

/**
 * Reads `[registry/]repository[:tag][@digest]`. Without tag and digest the tag is `latest`. Messages begin with
 * `invalid reference format` where Docker's do.
 */
export function parseReference(text: string): Parsed<Reference> {
  if (text === '' || text.length > LONGEST) return refused('invalid reference format');
  if (/^[0-9a-f]{64}$/.test(text))
    return refused(`invalid repository name (${text}), cannot specify 64-byte hexadecimal strings`);
  const [named = '', ...digests] = text.split('@');
  const [digest] = digests;
  if (digests.length > 1) return refused('invalid reference format');
  if (digest !== undefined && !isDigest(digest)) return refused(refusedDigest(digest));
  const { registry, remainder } = splitRegistry(named);
  const colon = remainder.indexOf(':');
  const repository = colon === -1 ? remainder : remainder.slice(0, colon);
  const tag = colon === -1 ? undefined : remainder.slice(colon + 1);
  const problem = problemOf(registry, repository, tag);
  if (problem) return refused(problem);
  const tagged = tag ?? (digest === undefined ? 'latest' : undefined);
  return parsed({
    registry,
    repository,
    ...(tagged === undefined ? {} : { tag: tagged }),
    ...(digest === undefined ? {} : { digest }),
  });
}

/** The full form, e.g. `docker.io/library/busybox:latest@sha256:...`. */
export function formatReference(reference: Reference): string {
  return `${reference.registry}/${reference.repository}${suffix(reference)}`;
}

/** The short form that people write: without `docker.io/` and `library/`. */
export function familiarReference(reference: Reference): string {
  const { registry, repository } = reference;
  if (registry !== DEFAULT_REGISTRY) return formatReference(reference);
  const short = /^library\/[^/]+$/.test(repository) ? repository.slice('library/'.length) : repository;
  return `${short}${suffix(reference)}`;
}

function suffix({ tag, digest }: Reference): string {
  return `${tag === undefined ? '' : `:${tag}`}${digest === undefined ? '' : `@${digest}`}`;
}

/** The first segment is a registry only when it looks like a host: a dot, a port, `localhost` or upper case in it. */
function splitRegistry(name: string): { readonly registry: string; readonly remainder: string } {
  const slash = name.indexOf('/');
  const first = name.slice(0, Math.max(slash, 0));
  const isHost = slash !== -1 && (/[.:]/.test(first) || first === 'localhost' || first !== first.toLowerCase());
  const registry = isHost && first !== 'index.docker.io' ? first : DEFAULT_REGISTRY;
  const remainder = isHost ? name.slice(slash + 1) : name;
  const official = registry === DEFAULT_REGISTRY && remainder !== '' && !remainder.includes('/');
  return { registry, remainder: official ? `library/${remainder}` : remainder };
}

function problemOf(registry: string, repository: string, tag: string | undefined): string | undefined {
  if (repository !== repository.toLowerCase())
    return `invalid reference format: repository name (${repository}) must be lowercase`;
  if (repository.length > 255) return 'repository name must not be more than 255 characters';
  const valid = REGISTRY.test(registry) && REPOSITORY.test(repository) && (tag === undefined || TAG.test(tag));
  return valid ? undefined : 'invalid reference format';
}

function refusedDigest(digest: string): string {
  if (digest.startsWith('sha256:')) return 'invalid reference format: invalid checksum digest length';
  if (/^[a-z0-9]+(?:[+._-][a-z0-9]+)*:[0-9a-fA-F]{32,}$/.test(digest)) return 'unsupported digest algorithm';
  return 'invalid reference format';
}
