import { findDockerfile, type FoundDockerfile, readIgnoreFile } from '@strake/context/node';
import { BuildError } from '../error.ts';
import type { BuildInput } from './build-input.ts';
import { contextKind } from './context-input.ts';

/**
 * The Dockerfile of a build, when it was handed over or lies on this machine; undefined when it must be looked for in a
 * context that is no directory, or be downloaded. Throws `DOCKERFILE_MISSING`, and what `findDockerfile` throws.
 */
export function localDockerfile({ context, dockerfile }: BuildInput): FoundDockerfile | undefined {
  const kind = context === undefined ? undefined : contextKind(context);
  const directory = kind?.kind === 'directory' ? kind.path : undefined;
  if (typeof dockerfile === 'object') {
    const ignore = directory === undefined ? undefined : readIgnoreFile(directory);
    return {
      path: dockerfile.name ?? '-',
      text: dockerfile.text,
      ...(ignore === undefined ? {} : { ignoreFile: { path: '.dockerignore', text: ignore } }),
    };
  }
  if (dockerfile !== undefined && /^https?:\/\//i.test(dockerfile)) return undefined;
  if (kind && directory === undefined) return undefined;
  if (directory === undefined && dockerfile === undefined) {
    throw new BuildError('DOCKERFILE_MISSING', 'there is neither a context directory nor a Dockerfile', {
      hint: 'pass dockerfile: a path, or { text }',
    });
  }
  return findDockerfile(directory ?? '.', dockerfile);
}
