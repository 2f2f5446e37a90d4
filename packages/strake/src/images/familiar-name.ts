import { familiarReference, parseReference } from '@strake/oci';

/** The name of an image as people write it: `app:1.0` for `docker.io/library/app:1.0`. */
export function familiarName(name: string): string {
  const reference = parseReference(name);
  return reference.ok ? familiarReference(reference.value) : name;
}
