import { fileURLToPath } from 'node:url';
import { moduleBeside } from '@strake/core';

/** Descriptor of the channel in a process that this package starts. */
export const CHANNEL_FD = 3;

/** Path of the module `name` beside the module `base` (its URL). */
export function moduleFile(name: string, base: string): string {
  return fileURLToPath(moduleBeside(name, base));
}
