import { bytes } from '@strake/core';
import { digestOf, encodeConfig, type Image } from '@strake/oci';
import { type DiskStore, nodeHasher } from '@strake/oci/node';

/** Keeps the images in the store: their configurations as blobs, and a record per name. */
export async function tagImages(images: readonly Image[], names: readonly string[], store: DiskStore): Promise<void> {
  const configs = await Promise.all(images.map((image) => store.content.write(bytes(encodeConfig(image.config)))));
  const record = { configs: configs.map(({ digest }) => digest) };
  for (const name of names) {
    const key = digestOf(new TextEncoder().encode(name), nodeHasher).slice('sha256:'.length);
    await store.records.put('image', key, { name, ...record });
  }
}
