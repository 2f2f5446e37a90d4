import type { Digest } from '@strake/core';
import { OciError, type OciErrorCode } from '../error.ts';

/** What is wrong with bytes that cannot be unpacked. */
const REASONS: readonly OciErrorCode[] = ['COMPRESSION_INVALID', 'TAR_INVALID', 'LAYER_INVALID', 'PATH_UNSAFE'];

/** What is said where the bytes of an image are sound, and not what they should be. */
export const MADE_WRONG = 'the image was made wrong, or changed: build or fetch it anew';

/** `LAYER_CORRUPT` of the layer, which `name` names, where `cause` is why sound bytes cannot be unpacked. */
export function corruptLayer(name: string, diffId: Digest, cause: unknown): OciError | undefined {
  if (!(cause instanceof OciError) || !REASONS.includes(cause.code)) return undefined;
  return new OciError('LAYER_CORRUPT', `layer ${name} cannot be unpacked: ${cause.message}`, {
    cause,
    data: { ...cause.data, diffId },
    hint: MADE_WRONG,
  });
}
