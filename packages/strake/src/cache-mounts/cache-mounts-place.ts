/** Where cache mounts are kept between machines: a directory of their own form, an OCI layout, or a registry. */
export type CacheMountsPlace =
  | { readonly type: 'directory'; readonly path: string }
  | { readonly type: 'oci'; readonly path: string }
  /** A repository and tag. */
  | { readonly type: 'registry'; readonly ref: string };

/** Where they go to. */
export type CacheMountsTarget = CacheMountsPlace & {
  /**
   * Most bytes of all caches there together, packed; default: no bound. Those that the build has used come first, and what
   * does not fit is left out.
   */
  readonly maxSize?: number;
};

/** A path alone is a directory. */
export function cacheMountsPlace<P extends CacheMountsPlace>(place: string | P): CacheMountsPlace | P {
  return typeof place === 'string' ? { type: 'directory', path: place } : place;
}

export function nameOf(place: CacheMountsPlace): string {
  return place.type === 'registry' ? place.ref : place.path;
}
