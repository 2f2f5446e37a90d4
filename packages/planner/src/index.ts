export type * from './graph/index.ts';
export { plan } from './plan.ts';
export type { ImageQuery, NamedContext, PlanOptions, PlanStep, ResolvedImage, UnresolvableImage } from './plan-step.ts';
export { PlannerError, type PlannerErrorCode } from './error.ts';
