import { joinHints } from '@strake/core';
import { formatReference, type Reference } from '@strake/oci';
import { RegistryError } from '@strake/registry';

/** What an image that the store has was to be sent to; where its registry cannot be reached, another name may help. */
export function unsent(error: unknown, to: Reference): unknown {
  if (!(error instanceof RegistryError) || error.code !== 'UNREACHABLE') return error;
  const { code, message, retryable, hint } = error;
  const otherwise = 'strake push NAME --to REGISTRY/NAME sends it to another registry, strake save into a file';
  return new RegistryError(code, `cannot push ${formatReference(to)}: ${message}`, {
    cause: error,
    hint: joinHints(hint, otherwise),
    retryable,
  });
}
