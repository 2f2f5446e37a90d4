import { fileURLToPath } from 'node:url';

/** Descriptor of the channel in a process that this package starts. */
export const CHANNEL_FD = 3;

/** Path of the module `name` beside the module `base` (its URL): TypeScript in the checkout, JavaScript in the package. */
export function moduleFile(name: string, base: string): string {
  return fileURLToPath(new URL(`./${name}${base.endsWith('.ts') ? '.ts' : '.js'}`, base));
}
