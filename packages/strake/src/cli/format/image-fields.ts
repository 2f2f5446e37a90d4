import type { RunConfig } from '@strake/oci';
import type { DescribedPlatform, ImageDetails, ImageSummary } from '../../images/describe.ts';
import { familiarName } from '../../images/familiar-name.ts';
import { formatAge } from '../render/age.ts';
import { formatImageId } from '../render/image-id.ts';
import { formatImageSize } from '../render/layer-size.ts';
import type { Fields, Value } from './template.ts';

const NONE = '<none>';

/** What `docker images` calls the columns of its fields. */
export const IMAGE_HEADERS: Readonly<Record<string, string>> = {
  Repository: 'REPOSITORY',
  Tag: 'TAG',
  ID: 'IMAGE ID',
  Digest: 'DIGEST',
  CreatedSince: 'CREATED',
  CreatedAt: 'CREATED AT',
  Size: 'SIZE',
};

/** A line of the list as `docker images --format` names its parts. */
export function rowFields({ name, id, digest = NONE, created, ...size }: ImageSummary, whole: boolean): Fields {
  const [repository = NONE, tag = NONE] = familiarParts(name);
  return {
    Repository: repository,
    Tag: tag,
    ID: formatImageId(id, whole),
    Digest: digest,
    CreatedSince: formatAge(created),
    CreatedAt: formatDate(created),
    Size: formatImageSize(size),
  };
}

/** RFC 3339 as Go prints a time. A hyphen for none. */
export function formatDate(date: string | undefined): string {
  const time = Date.parse(date ?? '');
  return Number.isFinite(time) ? `${new Date(time).toISOString().slice(0, 19).replace('T', ' ')} +0000 UTC` : '-';
}

/** What `docker inspect` says of an image, which is for `platform` among others. */
export function inspectFields({ id, names, digests, size }: ImageDetails, platform: DescribedPlatform): Fields {
  const { config } = platform;
  return {
    Id: id,
    RepoTags: names.map(familiarName),
    RepoDigests: digests.map(familiarName),
    Comment: config.history?.at(-1)?.comment ?? '',
    Created: config.created ?? '',
    Author: config.author ?? '',
    Architecture: config.architecture,
    Variant: config.variant ?? '',
    Os: config.os,
    Size: size,
    RootFS: { Type: 'layers', Layers: config.rootfs.diff_ids },
    Config: configFields(config.config ?? {}),
  };
}

function configFields(config: RunConfig): Value {
  const { Healthcheck: check } = config;
  return {
    User: config.User ?? '',
    ExposedPorts: config.ExposedPorts ?? NO_MAP,
    Env: config.Env ?? NO_LIST,
    Entrypoint: config.Entrypoint ?? NO_LIST,
    Cmd: config.Cmd ?? NO_LIST,
    Volumes: config.Volumes ?? NO_MAP,
    WorkingDir: config.WorkingDir ?? '',
    OnBuild: config.OnBuild ?? NO_LIST,
    Labels: config.Labels ?? NO_MAP,
    StopSignal: config.StopSignal ?? '',
    Shell: config.Shell ?? NO_LIST,
    Healthcheck: check ? { ...check, Test: check.Test ?? NO_LIST } : null,
  };
}

/** What is not there is null in Go's JSON, and empty in its text. */
const NO_LIST: readonly Value[] = Object.defineProperty([], 'toJSON', { value: () => null });
const NO_MAP: Fields = Object.defineProperty({}, 'toJSON', { value: () => null });

function familiarParts(name: string | undefined): readonly string[] {
  const familiar = familiarName(name ?? '');
  const at = familiar.lastIndexOf(':');
  return name === undefined ? [] : [familiar.slice(0, at), familiar.slice(at + 1)];
}
