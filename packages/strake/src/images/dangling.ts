import type { Digest } from '@strake/core';

const NONE = '<none>';

/** What stands for the name of an image that has none: no reference can be that, as with containerd's `moby-dangling@...`. */
export function danglingName(configs: readonly Digest[]): string {
  return `${NONE}@${configs.join('+')}`;
}

/** Whether an image is without a name. Such images are kept until unused content is removed. */
export function isDangling({ name }: { readonly name: string }): boolean {
  return name.startsWith(NONE);
}
