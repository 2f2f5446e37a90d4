import type { PackedImage, Reference } from '@strake/oci';
import { pushImage, type RegistryClient } from '@strake/registry';
import { unpushed } from '../images/unpushed.ts';
import { packedReader } from './image-output.ts';

/** Pushes what is not an image for people, and is called `what`. Throws `RegistryError`. */
export async function pushPacked(
  packed: PackedImage,
  to: Reference,
  what: string,
  { registry, signal }: { readonly registry: () => RegistryClient; readonly signal: AbortSignal },
): Promise<void> {
  try {
    await pushImage({ client: registry(), reader: packedReader(packed), root: packed.root, to, signal });
  } catch (error) {
    throw unpushed(error, what);
  }
}
