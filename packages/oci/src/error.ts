import { StrakeError, type StrakeErrorOptions } from '@strake/core';

export type OciErrorCode =
  /** A blob that should be in the store is not. */
  | 'BLOB_NOT_FOUND'
  /** A blob in the store was no longer what it had been when it was written; it is removed. */
  | 'BLOB_DAMAGED'
  /** Bytes do not have the digest or size they should have. */
  | 'BLOB_MISMATCH'
  /** A manifest or index is malformed, too big, or of an unknown kind. */
  | 'MANIFEST_INVALID'
  /** An image configuration is malformed, too big, or does not fit its manifest. */
  | 'CONFIG_INVALID'
  /** A tar archive is malformed, ambiguous, or uses what layers must not hold. */
  | 'TAR_INVALID'
  /** A name that cannot be a path inside an image, or leads out of it. */
  | 'PATH_UNSAFE'
  /** A path that a tree should have is missing. */
  | 'PATH_NOT_FOUND'
  /** Entries that cannot make a layer. */
  | 'LAYER_INVALID'
  /** The bytes of an image's layer are those that were announced, and cannot be unpacked. `data.diffId` names the layer. */
  | 'LAYER_CORRUPT'
  /** No form of a layer is at hand. */
  | 'LAYER_NOT_FOUND'
  /** Compressed bytes are corrupt, or of a kind that nobody here can read or write. */
  | 'COMPRESSION_INVALID'
  /** A program of the system that a step needs cannot be run. `data.program` names it. */
  | 'PROGRAM_MISSING'
  /** Outside data exceed a documented bound. */
  | 'LIMIT_EXCEEDED'
  /** A record's kind or key is not a safe name. */
  | 'RECORD_NAME_INVALID'
  /** A directory or archive is no OCI layout or image archive. */
  | 'LAYOUT_INVALID'
  /** A layout has no image of that name, digest or platform. */
  | 'IMAGE_NOT_FOUND'
  /** The disk refused. */
  | 'STORE_FAILED'
  /** The store is used or swept by somebody else. `data.pids` says by whom. */
  | 'STORE_BUSY';

/** What goes wrong with images, layers and stores. */
export class OciError extends StrakeError<OciErrorCode> {
  readonly code: OciErrorCode;
  constructor(code: OciErrorCode, message: string, options: StrakeErrorOptions = {}) {
    super(message, options);
    this.code = code;
  }
}
