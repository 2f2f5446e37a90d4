import { abortReason } from '@strake/core';
import type { ParseResult } from '@strake/parser';
import {
  type ImageQuery,
  plan,
  type PlanOptions,
  type PlanStep,
  type ResolvedImage,
  type UnresolvableImage,
} from '@strake/planner';
import { imageQueryKey } from './image-query-key.ts';

/** Finds out what planning wants to know of an image. */
export type ResolveImage = (query: ImageQuery, signal: AbortSignal) => Promise<ResolvedImage | UnresolvableImage>;

/** Plans, resolving images round by round until nothing is missing. */
export async function planLoop(
  source: ParseResult,
  options: Omit<PlanOptions, 'images'>,
  resolve: ResolveImage,
  signal: AbortSignal,
): Promise<Exclude<PlanStep, { status: 'needs' }>> {
  const known = new Map<string, ResolvedImage | UnresolvableImage>();
  for (;;) {
    if (signal.aborted) throw abortReason(signal);
    const step = plan(source, { ...options, images: (query) => known.get(imageQueryKey(query)) });
    if (step.status !== 'needs') return step;
    await Promise.all(step.images.map(async (query) => known.set(imageQueryKey(query), await resolve(query, signal))));
  }
}
