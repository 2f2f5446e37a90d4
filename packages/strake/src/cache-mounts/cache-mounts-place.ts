/** Where cache mounts are kept between machines: a directory of their own form, an OCI layout, or a registry. */
export type CacheMountsPlace =
  | { readonly type: 'directory'; readonly path: string }
  | { readonly type: 'oci'; readonly path: string }
  /** A repository and tag. */
  | { readonly type: 'registry'; readonly ref: string };

/** A path alone is a directory. */
export function cacheMountsPlace(place: string | CacheMountsPlace): CacheMountsPlace {
  return typeof place === 'string' ? { type: 'directory', path: place } : place;
}

export function nameOf(place: CacheMountsPlace): string {
  return place.type === 'registry' ? place.ref : place.path;
}
