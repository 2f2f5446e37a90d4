import { joinHints } from '@strake/core';
import { RegistryError } from '@strake/registry';

/** Says what was to be pushed where a registry cannot be reached, which alone says only its host; and what to do `otherwise`. */
export function unpushed(error: unknown, what: string, otherwise?: string): unknown {
  if (!(error instanceof RegistryError) || error.code !== 'UNREACHABLE') return error;
  const { code, message, retryable } = error;
  const hint = joinHints(error.hint, otherwise);
  return new RegistryError(code, `cannot push ${what}: ${message}`, {
    cause: error,
    ...(hint === '' ? {} : { hint }),
    retryable,
  });
}
