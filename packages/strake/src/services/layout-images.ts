import { existsSync } from 'node:fs';
import { openLayout } from '@strake/oci/node';
import { BuildError } from '../error.ts';
import type { FindContextImage } from './images.ts';

/** Images of named contexts: `oci-layout://PATH`, `PATH:TAG` or `PATH@DIGEST`; a directory, or a tar of one. */
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

/** A path may hold a colon itself: the longest path that exists wins. */
function splitPlace(place: string): { readonly path: string; readonly image?: string } {
  if (existsSync(place)) return { path: place };
  const at = /^(.+?)(?:@(sha256:[0-9a-f]{64})|:([\w.-]+))$/s.exec(place);
  const image = at?.[2] ?? at?.[3];
  return at?.[1] !== undefined && image !== undefined ? { path: at[1], image } : { path: place };
}
