import { familiarReference, parseReference, type Platform } from '@strake/oci/model';
import type { NamedContext, PlanOptions } from '../plan-step.ts';
import { formatWithVersion } from './build-args.ts';

/** A named context and the name its owner gave it. */
export interface FoundContext {
  readonly name: string;
  readonly context: NamedContext;
}

/** Finds the named context that stands for a stage, an image or a --from. */
export type FindContext = (name: string, platform: Platform) => FoundContext | undefined;

/** Names that mean something else and are never overridden. */
const RESERVED = new Set(['scratch', 'context']);

/** Contexts are named like images, `docker.io/library/` and `:latest` left out; `NAME::PLATFORM` beats `NAME`. */
export function contextFinder(contexts: PlanOptions['contexts']): FindContext {
  const byName = new Map<string, FoundContext>();
  for (const [name, context] of Object.entries(contexts ?? {})) {
    const [image = '', platform] = name.split('::');
    const key = platform === undefined ? contextName(image) : `${contextName(image)}::${platform}`;
    byName.set(key, { name, context });
  }
  if (byName.size === 0) return () => undefined;
  return (name, platform) => {
    if (RESERVED.has(name.toLowerCase())) return undefined;
    const key = contextName(name);
    return byName.get(`${key}::${formatWithVersion(platform)}`) ?? byName.get(key);
  };
}

function contextName(name: string): string {
  const reference = parseReference(name);
  return reference.ok ? familiarReference(reference.value).replace(/:latest$/, '') : name;
}
