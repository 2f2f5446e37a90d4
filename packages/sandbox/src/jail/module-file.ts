import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { moduleBeside } from '@strake/core';
import { SandboxError } from '../error.ts';

/** Descriptor of the channel in a process that this package starts. */
export const CHANNEL_FD = 3;

/** Path of the module `name` beside the module `base` (its URL). Throws `JAIL_FAILED` where it is not, as in a bundle. */
export function moduleFile(name: string, base: string): string {
  const path = fileURLToPath(moduleBeside(name, base));
  if (existsSync(path)) return path;
  throw new SandboxError('JAIL_FAILED', `there is no ${path}, which is to be started`, {
    hint: 'a program that is bundled must leave out @strake/sandbox and what needs it (external), and have them installed',
  });
}
