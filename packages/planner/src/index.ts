export type * from './graph/index.ts';
export type { ImageQuery, NamedContext, PlanOptions, PlanStep, ResolvedImage, UnresolvableImage } from './plan-step.ts';
