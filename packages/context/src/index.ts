export type { ContextSelection, ContextSource, ContextTree } from './source.ts';
export { ContextError, type ContextErrorCode } from './error.ts';
export { memoryContext, type MemoryContextOptions } from './source/memory.ts';
export { tarContext, type TarContextOptions } from './source/tar.ts';
export { type IgnoreFile, type IgnoreRule, parseIgnoreFile, parseIgnorePatterns } from './ignore/ignore-file.ts';
export { type IgnoreDirectory, ignoreDirectory } from './ignore/matcher.ts';
export { ignoreFilter } from './ignore/filter.ts';
export { ignoreRules } from './ignore/rules.ts';
export { explainIgnore, type IgnoreVerdict } from './ignore/explain.ts';
