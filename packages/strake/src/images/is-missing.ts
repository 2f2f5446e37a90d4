import { OciError } from '@strake/oci';

const CODES: ReadonlySet<string> = new Set(['BLOB_NOT_FOUND', 'BLOB_DAMAGED', 'LAYER_NOT_FOUND']);

/** Whether an error says that content of an image is gone from the store, or damaged there. */
export function isMissing(error: unknown): boolean {
  return error instanceof OciError && CODES.has(error.code);
}
