import { StrakeError } from '@strake/core';

export type ImageErrorCode =
  /** The store has no image of that name or ID. */
  | 'IMAGE_UNKNOWN'
  /** Several images have IDs that begin so. */
  | 'IMAGE_AMBIGUOUS'
  /** What is to be loaded holds no images. */
  | 'ARCHIVE_INVALID'
  /** A name that is none, or has a digest where a tag is wanted. */
  | 'NAME_INVALID';

/** Work on a stored image cannot begin. */
export class ImageError extends StrakeError<ImageErrorCode> {
  readonly code: ImageErrorCode;
  constructor(code: ImageErrorCode, message: string, options: ConstructorParameters<typeof StrakeError>[1] = {}) {
    super(message, options);
    this.code = code;
  }
}
