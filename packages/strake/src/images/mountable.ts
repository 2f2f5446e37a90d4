import { parseReference, type Reference } from '@strake/oci';

/** Repositories of the registry of `to` that hold layers of the bases in `sources`: it need not be sent what it has. */
export function mountable(sources: readonly string[], to: Reference): readonly string[] {
  return sources.flatMap((source) => {
    const reference = parseReference(source);
    return reference.ok && reference.value.registry === to.registry ? [reference.value.repository] : [];
  });
}
