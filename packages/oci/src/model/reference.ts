import type { Digest } from '@strake/core';

/**
 * An image name, normalised as Docker does (distribution/reference): `busybox` is
 * registry `docker.io`, repository `library/busybox`, tag `latest`.
 */
export interface Reference {
  readonly registry: string;
  readonly repository: string;
  readonly tag?: string;
  readonly digest?: Digest;
}
