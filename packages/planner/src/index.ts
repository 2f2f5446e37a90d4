export type * from './graph/index.ts';
export { plan, planDiagnostics } from './plan.ts';
export type { ImageQuery, NamedContext, PlanOptions, PlanStep, ResolvedImage, UnresolvableImage } from './plan-step.ts';
export { PlannerError, type PlannerErrorCode } from './error.ts';
export { type GitRef, parseGitRef, type ParsedGitRef } from './dockerfile/git-ref.ts';
