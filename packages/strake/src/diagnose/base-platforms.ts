import type { Diagnostic } from '@strake/core';
import { familiarReference, formatPlatform, type ImageConfig, normalizePlatform, parseReference } from '@strake/oci';
import type { ParseResult } from '@strake/parser';
import type { Graph } from '@strake/planner';
import type { ImageOp } from '@strake/planner/graph';

/** Warnings about base images that are for another platform than the step asks for, as BuildKit has them. */
export function basePlatforms(
  graph: Graph,
  { lines }: ParseResult,
  configOf: (op: ImageOp) => ImageConfig | undefined,
): readonly Diagnostic[] {
  const start = lines.rangeOf({ start: 0, end: 0 });
  return [...graph.vertices.values()].flatMap(({ op, origin: { range = start } }): readonly Diagnostic[] => {
    const config = op.kind === 'image' ? configOf(op) : undefined;
    if (op.kind !== 'image' || !config) return [];
    const wanted = normalizePlatform(op.platform);
    const found = normalizePlatform(config);
    if (found.os === wanted.os && found.architecture === wanted.architecture) return [];
    const message =
      `Base image ${nameOf(op)} was pulled with platform "${formatPlatform(found)}", ` +
      `expected "${formatPlatform(wanted)}" for current build`;
    return [{ code: 'invalid-base-image-platform', severity: 'warning', message, range }];
  });
}

function nameOf({ ref }: ImageOp): string {
  const reference = parseReference(ref);
  if (ref.startsWith('context:') || !reference.ok) return ref.replace(/^context:|@sha256:.*$/g, '');
  const { registry, repository, tag = 'latest' } = reference.value;
  return familiarReference({ registry, repository, tag }).replace(/:latest$/, '');
}
