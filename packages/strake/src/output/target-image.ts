import type { Image } from '@strake/oci';

/** The image of one target, as the steps left it. */
export interface TargetImage {
  readonly image: Image;
  /** How many of its layers this build made: the topmost. The others are the base image's. */
  readonly own: number;
  /** SOURCE_DATE_EPOCH in seconds, when set. */
  readonly epoch?: number;
}
