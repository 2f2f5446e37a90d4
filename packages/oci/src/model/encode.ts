import type { HistoryEntry, ImageConfig, RunConfig } from './config.ts';
import type { Descriptor } from './descriptor.ts';
import type { ImageIndex, Manifest } from './manifest.ts';
import type { Platform } from './platform.ts';

/** An image configuration as Docker writes it: its order of members, no blanks. */
export function encodeConfig(config: ImageConfig): Uint8Array {
  return goJson({
    architecture: config.architecture,
    author: config.author || undefined,
    config: orderedRunConfig(config.config ?? {}),
    created: config.created,
    history: config.history?.map(orderedHistory),
    os: config.os,
    'os.version': config['os.version'] || undefined,
    rootfs: { type: 'layers', diff_ids: config.rootfs.diff_ids },
    variant: config.variant || undefined,
  });
}

/** A manifest as Docker writes it: indented by two. */
export function encodeManifest(manifest: Manifest): Uint8Array {
  return goJson(
    {
      schemaVersion: 2,
      mediaType: manifest.mediaType,
      artifactType: manifest.artifactType,
      config: orderedDescriptor(manifest.config),
      layers: manifest.layers.map(orderedDescriptor),
      subject: manifest.subject && orderedDescriptor(manifest.subject),
      annotations: sorted(manifest.annotations),
    },
    2,
  );
}

/** An index as Docker writes it: blobs are indented by two, the `index.json` of a layout is `compact`. */
export function encodeIndex(index: ImageIndex, style: 'indented' | 'compact' = 'indented'): Uint8Array {
  const ordered = {
    schemaVersion: 2,
    mediaType: index.mediaType,
    manifests: index.manifests.map(orderedDescriptor),
    annotations: sorted(index.annotations),
  };
  return goJson(ordered, style === 'indented' ? 2 : 0);
}

/** JSON as Go's encoder writes it: `<`, `>`, `&` and the two line separators escaped. */
export function goJson(value: unknown, indent = 0): Uint8Array {
  const text = JSON.stringify(value, undefined, indent).replace(
    /[<>&\u2028\u2029]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return new TextEncoder().encode(text);
}

/** Members in the order of Go's structs; empty ones left out, as `omitempty` does. */
function orderedRunConfig(run: RunConfig): RunConfig {
  const check = run.Healthcheck;
  return {
    ...some('User', run.User || undefined),
    ...some('ExposedPorts', sorted(run.ExposedPorts)),
    ...some('Env', filled(run.Env)),
    ...some('Entrypoint', filled(run.Entrypoint)),
    ...some('Cmd', filled(run.Cmd)),
    ...some('Volumes', sorted(run.Volumes)),
    ...some('WorkingDir', run.WorkingDir || undefined),
    ...some('Labels', sorted(run.Labels)),
    ...some('StopSignal', run.StopSignal || undefined),
    ...some('ArgsEscaped', run.ArgsEscaped || undefined),
    ...some(
      'Healthcheck',
      check && {
        ...some('Test', filled(check.Test)),
        ...some('Interval', check.Interval || undefined),
        ...some('Timeout', check.Timeout || undefined),
        ...some('StartPeriod', check.StartPeriod || undefined),
        ...some('StartInterval', check.StartInterval || undefined),
        ...some('Retries', check.Retries || undefined),
      },
    ),
    ...some('OnBuild', filled(run.OnBuild)),
    ...some('Shell', filled(run.Shell)),
  };
}

function orderedHistory(entry: HistoryEntry): HistoryEntry {
  return {
    ...some('created', entry.created),
    ...some('created_by', entry.created_by || undefined),
    ...some('author', entry.author || undefined),
    ...some('comment', entry.comment || undefined),
    ...some('empty_layer', entry.empty_layer || undefined),
  };
}

function orderedDescriptor(descriptor: Descriptor): object {
  return {
    mediaType: descriptor.mediaType,
    digest: descriptor.digest,
    size: descriptor.size,
    annotations: sorted(descriptor.annotations),
    platform: descriptor.platform && orderedPlatform(descriptor.platform),
    artifactType: descriptor.artifactType,
  };
}

function orderedPlatform(platform: Platform): object {
  return {
    architecture: platform.architecture,
    os: platform.os,
    'os.version': platform.osVersion,
    variant: platform.variant,
  };
}

function some<K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } {
  return (value === undefined ? {} : { [key]: value }) as { readonly [P in K]?: V };
}

function filled(list: readonly string[] | null | undefined): readonly string[] | undefined {
  return list && list.length > 0 ? list : undefined;
}

function sorted<V>(map: Readonly<Record<string, V>> | undefined): Readonly<Record<string, V>> | undefined {
  const keys = Object.keys(map ?? {}).sort();
  return map && keys.length > 0 ? Object.fromEntries(keys.map((key) => [key, map[key] as V])) : undefined;
}
