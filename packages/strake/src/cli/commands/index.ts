import type { Command } from '../command.ts';

/** Commands by name. Each is loaded when it is called, so that none pays for the others' imports. */
export const commands: Readonly<Record<string, () => Promise<Command>>> = {
  build: async () => (await import('./build.ts')).buildCommand,
  completion: async () => (await import('./completion.ts')).completionCommand,
};
