export { directoryContext, type DirectoryContext, type DirectoryContextOptions } from './node/directory.ts';
export { findDockerfile, type FoundDockerfile, readIgnoreFile } from './node/dockerfile.ts';
export type { ReadXattrs } from './node/entry.ts';
export type { HostPath } from './node/host-path.ts';
