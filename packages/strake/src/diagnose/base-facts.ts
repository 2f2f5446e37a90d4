import type { Digest } from '@strake/core';
import type { ImageFacts } from '@strake/lint';
import { familiarReference, formatPlatform, type ImageConfig, parseReference } from '@strake/oci';
import type { ImageQuery, NamedContext } from '@strake/planner';

/** An image that planning has asked for. */
export interface BaseImage {
  readonly query: ImageQuery;
  readonly manifest: Digest;
  readonly config: ImageConfig;
}

export type BaseNames = Readonly<Record<string, NamedContext>>;

/**
 * What is known of base images, by the names that FROM has for them: those of named contexts too. What the build has no image
 * for sets nothing: files, and stages that it does not need.
 */
export function baseFacts(
  bases: readonly BaseImage[],
  contexts: BaseNames,
): (name: string, platform: string | undefined) => ImageFacts {
  const byRef = Map.groupBy(bases, ({ query }) => query.ref);
  const byName = new Map([...byRef].map(([ref, images]) => [contextName(ref), images]));
  for (const [name, context] of Object.entries(contexts)) {
    const images = context.kind === 'image' ? byRef.get(context.ref) : undefined;
    if (images) byName.set(contextName(name.split('::')[0] ?? ''), images);
  }
  return (name, platform) => {
    const images = byName.get(contextName(name)) ?? [];
    const image = images.find(({ query }) => formatPlatform(query.platform) === platform) ?? images[0];
    return image ? factsOf(image.config) : { env: [] };
  };
}

function factsOf(config: ImageConfig): ImageFacts {
  const { Env, Shell, User, WorkingDir } = config.config ?? {};
  return {
    platform: formatPlatform(config),
    env: Env ?? [],
    ...(Shell ? { shell: Shell } : {}),
    ...(User ? { user: User } : {}),
    ...(WorkingDir ? { workingDir: WorkingDir } : {}),
  };
}

/** Names that are written in several ways, and contexts that stand for images, are one. */
function contextName(name: string): string {
  const reference = parseReference(name);
  return reference.ok ? familiarReference(reference.value).replace(/:latest$/, '') : name;
}
