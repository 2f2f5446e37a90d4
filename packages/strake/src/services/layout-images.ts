import { existsSync } from 'node:fs';
import { openLayout } from '@strake/oci/node';
import { BuildError } from '../error.ts';
import type { FindContextImage } from './images.ts';

/** Images of named contexts: `oci-layout://PATH[:TAG][@DIGEST]`; a directory, or a tar of one. */
export function layoutImages(layouts: ReadonlyMap<string, string>): FindContextImage {
  return async (name) => {
    const { path, image } = splitPlace(layouts.get(name) ?? '');
    if (!existsSync(path)) {
      throw new BuildError('CONTEXT_INVALID', `context ${name}: there is no OCI layout at ${JSON.stringify(path)}`, {
        hint: 'write oci-layout://PATH, with the path of a directory or of a tar',
      });
    }
    const layout = await openLayout(path);
    return { reader: layout, root: layout.find(image) };
  };
}

/** A path may hold a colon itself: the longest path that exists wins. Beside a digest a tag says nothing, as for Docker. */
function splitPlace(place: string): { readonly path: string; readonly image?: string } {
  if (existsSync(place)) return { path: place };
  const [, named = place, digest] = /^(.+)@(sha256:[0-9a-f]{64})$/s.exec(place) ?? [];
  const [, path = named, tag] = existsSync(named) ? [] : (/^(.+):([\w.-]+)$/s.exec(named) ?? []);
  const image = digest ?? tag;
  return image === undefined ? { path } : { path, image };
}
