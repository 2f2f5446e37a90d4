export type { BuildEvent, Outcome } from './events.ts';
export type { CacheRecord, CacheStore } from './cache-store.ts';
export { ExecutorError, type ExecutorErrorCode, StepError } from './error.ts';
export { assembleImage } from './image/assemble.ts';
export type { LayersResult, Result, TreeResult } from './result.ts';
export type { DownloadSource, ImageSource, Progress, Services } from './services.ts';
export { solve, type SolveOptions, type Solver } from './solve/solve.ts';
export type { Decompressors } from './file/decompressors.ts';
export { FileOpError, type FileOpErrorCode } from './file/error.ts';
