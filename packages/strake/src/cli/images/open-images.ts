import { registryOptions } from '../../input/registry-options.ts';
import { type ImageStore, openImageStore } from '../../images/image-store.ts';
import type { CommandContext } from '../command.ts';
import { visible } from '../render/visible.ts';
import { warnOn } from '../render/warnings.ts';

/** Works on the images of the user's store. */
export async function withImages<T>(
  { env, signal, terminal }: CommandContext,
  work: (images: ImageStore) => Promise<T>,
): Promise<T> {
  const onNote = (message: string): void => terminal.err(`note: ${visible(message)}\n`);
  const images = await openImageStore({ registry: await registryOptions(env, warnOn(terminal)), onNote, signal });
  try {
    return await work(images);
  } finally {
    await images[Symbol.asyncDispose]();
  }
}
