import type { Digest } from '@strake/core';
import type { Healthcheck, HistoryEntry, ImageConfig, RunConfig } from './config.ts';
import {
  asArray,
  asBoolean,
  asDigest,
  asInteger,
  asMap,
  asObject,
  asString,
  mismatch,
  optional,
  parseJson,
  type Place,
} from './json.ts';

/** Largest image configuration that is read, in bytes. */
export const CONFIG_LIMIT: number = 8 * 1024 * 1024;

const strings = (value: unknown, place: Place): readonly string[] => asArray(value, place, asString);
const names = (value: unknown, place: Place): Readonly<Record<string, Record<string, never>>> =>
  asMap(value, place, () => ({}));

/**
 * Reads an image configuration that came from outside. Members that Docker's image spec does not know are dropped, as
 * Docker does. Throws `CONFIG_INVALID`.
 */
export function decodeConfig(bytes: Uint8Array): ImageConfig {
  const place: Place = { code: 'CONFIG_INVALID', at: 'config' };
  const object = asObject(parseJson(bytes, CONFIG_LIMIT, place), place);
  const { architecture = '', os = '', rootfs } = object;
  return {
    architecture: asString(architecture, { ...place, at: 'config.architecture' }),
    os: asString(os, { ...place, at: 'config.os' }),
    rootfs: { type: 'layers', diff_ids: readDiffIds(rootfs, { ...place, at: 'config.rootfs' }) },
    ...optional<Omit<ImageConfig, 'architecture' | 'os' | 'rootfs'>>(object, place, {
      created: asString,
      author: asString,
      variant: asString,
      'os.version': asString,
      config: readRunConfig,
      history: (value, at) => asArray(value, at, readHistory),
    }),
  };
}

function readDiffIds(value: unknown, place: Place): readonly Digest[] {
  const object = asObject(value, place);
  if (object.type !== 'layers') throw mismatch({ ...place, at: `${place.at}.type` }, '"layers"', object.type);
  return asArray(object.diff_ids ?? [], { ...place, at: `${place.at}.diff_ids` }, asDigest);
}

function readRunConfig(value: unknown, place: Place): RunConfig {
  return optional<RunConfig>(asObject(value, place), place, {
    User: asString,
    ExposedPorts: names,
    Env: strings,
    Entrypoint: strings,
    Cmd: strings,
    Volumes: names,
    WorkingDir: asString,
    Labels: (labels, at) => asMap(labels, at, asString),
    StopSignal: asString,
    ArgsEscaped: asBoolean,
    Healthcheck: readHealthcheck,
    Shell: strings,
    OnBuild: strings,
  });
}

function readHealthcheck(value: unknown, place: Place): Healthcheck {
  return optional<Healthcheck>(asObject(value, place), place, {
    Test: strings,
    Interval: asInteger,
    Timeout: asInteger,
    StartPeriod: asInteger,
    StartInterval: asInteger,
    Retries: asInteger,
  });
}

function readHistory(value: unknown, place: Place): HistoryEntry {
  return optional<HistoryEntry>(asObject(value, place), place, {
    created: asString,
    created_by: asString,
    author: asString,
    comment: asString,
    empty_layer: asBoolean,
  });
}
