import { registryOptions } from '../../input/registry-options.ts';
import { type ImageStore, openImageStore } from '../../images/image-store.ts';
import type { CommandContext } from '../command.ts';
import type { RegistryOptions } from '../../input/build-input.ts';
import { visible } from '../render/visible.ts';
import { warnOn } from '../render/warnings.ts';

/** Works on the images of the user's store; registries are believed by `trust` too. */
export async function withImages<T>(
  { env, signal, terminal }: CommandContext,
  work: (images: ImageStore) => Promise<T>,
  trust: Pick<RegistryOptions, 'ca'> = {},
): Promise<T> {
  const onNote = (message: string): void => terminal.err(`note: ${visible(message)}\n`);
  const registry = { ...(await registryOptions(env, warnOn(terminal))), ...trust };
  const images = await openImageStore({ registry, onNote, signal });
  try {
    return await work(images);
  } finally {
    await images[Symbol.asyncDispose]();
  }
}
