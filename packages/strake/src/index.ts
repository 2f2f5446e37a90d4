/// <reference types="node" preserve="true" />
export { build } from './build.ts';
export type { BuildResult, BuiltImage, BuiltLayer } from './build-result.ts';
export type { CacheExportOptions, CacheSource, CacheTarget } from './cache/cache-place.ts';
export { BuildError, type BuildErrorCode, type SourceText } from './error.ts';
export type { KeptStep } from './kept-step.ts';
export { runImage, type RunImageInput } from './run.ts';
export { defaultHome } from './home.ts';
export type { Entitlement } from './input/entitlements.ts';
export type { LayerSize } from './images/layer-size.ts';
export type { DescribedLayer, DescribedPlatform, ImageDetails, ImageSummary } from './images/describe.ts';
export { ImageError, type ImageErrorCode } from './images/image-error.ts';
export { type ImageStore, type ImageStoreOptions, openImageStore } from './images/image-store.ts';
export type { LoadedImage } from './images/load.ts';
export type { Pruned, PruneOptions, StoreUsage } from './images/prune.ts';
export type { SavedImages } from './images/save.ts';
export type { BuildInput, RegistryOptions } from './input/build-input.ts';
export type { ContextFiles, ContextInput, ContextMetadata } from './input/context-input.ts';
export {
  type ContextList,
  type ContextListInput,
  type ContextVerdict,
  explainContext,
  listContext,
  type ListedEntry,
} from './context/list-context.ts';
export { registryOptions } from './input/registry-options.ts';
export type { Annotated, Annotation } from './output/annotation.ts';
export type {
  ByteSink,
  CacheOnlyOutput,
  FilesOutput,
  ImageOutput,
  OciOutput,
  Output,
  PackingOptions,
  WrittenOutput,
} from './output/output.ts';
export { parse, type ParseResult } from '@strake/parser';
export { plan, type PlanOptions, type PlanStep } from '@strake/planner';
export type { BuildEvent, ExecResult, FailedStep, OnFailedStep } from '@strake/executor';
export type { RunLimits } from '@strake/sandbox';
export { StrakeError } from '@strake/core';
