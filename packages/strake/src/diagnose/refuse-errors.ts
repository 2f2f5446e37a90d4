import type { Diagnostic } from '@strake/core';
import { BuildError, type SourceText } from '../error.ts';

/** Throws `DOCKERFILE_INVALID` where diagnostics are errors, `IMAGE_UNRESOLVED` where all of these are about images. */
export function refuseErrors(diagnostics: readonly Diagnostic[], source: SourceText): void {
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  const [first] = errors;
  if (!first) return;
  const message = `${source.name}:${first.range.start.line + 1}: ${first.message}`;
  const unresolved = errors.every(({ code }) => code === 'unresolvable-image');
  throw new BuildError(unresolved ? 'IMAGE_UNRESOLVED' : 'DOCKERFILE_INVALID', message, {
    source,
    at: first.range,
    diagnostics: errors,
    ...(first.hint === undefined ? {} : { hint: first.hint }),
  });
}
