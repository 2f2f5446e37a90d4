import { formatReference, parseReference, type Reference } from '@strake/oci';
import { BuildError } from '../error.ts';
import { NAME_FORM } from '../images/name-form.ts';

/** Image names as references. Throws `OPTION_INVALID` for what is none. */
export function imageReferences(names: readonly string[]): readonly Reference[] {
  return names.map((name) => {
    const reference = parseReference(name);
    if (reference.ok) return reference.value;
    throw new BuildError('OPTION_INVALID', `${JSON.stringify(name)} is no image name: ${reference.message}`, {
      hint: NAME_FORM,
    });
  });
}

/** A name that something is to be pushed to, which a digest cannot be. Throws `OPTION_INVALID` where it has no tag. */
export function taggedReference(name: string, purpose: string): Reference {
  const [reference] = imageReferences([name]);
  if (reference?.tag) return reference;
  throw new BuildError('OPTION_INVALID', `${name} has no tag to keep ${purpose} under`, {
    hint: `write ${name.replace(/@.*$/, '')}:TAG`,
  });
}

/** Names as they are kept: `app` is `docker.io/library/app:latest`. Throws `OPTION_INVALID`. */
export function normalizedNames(names: readonly string[]): readonly string[] {
  return imageReferences(names).map(formatReference);
}
