export type { ContextSelection, ContextSource, ContextTree } from './source.ts';
