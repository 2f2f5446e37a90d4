import { formatReference, type Reference } from '@strake/oci';
import { unpushed } from './unpushed.ts';

/** What an image that the store has was to be sent to; where its registry cannot be reached, another name may help. */
export function unsent(error: unknown, to: Reference): unknown {
  const otherwise = 'strake push NAME --to REGISTRY/NAME sends it to another registry, strake save into a file';
  return unpushed(error, formatReference(to), otherwise);
}
