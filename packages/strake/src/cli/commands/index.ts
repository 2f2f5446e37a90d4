import type { Command } from '../command.ts';
import type { CommandSpec } from '../options/spec.ts';

/** Commands by name. Each is loaded when it is called, so that none pays for the others' imports. */
export const commands: Readonly<Record<string, () => Promise<Command>>> = {
  build: async () => (await import('./build.ts')).buildCommand,
  fmt: async () => (await import('./fmt.ts')).fmtCommand,
  ast: async () => (await import('./ast.ts')).astCommand,
  doctor: async () => (await import('./doctor.ts')).doctorCommand,
  completion: async () => (await import('./completion.ts')).createCompletion(specs),
};

function specs(): Promise<readonly CommandSpec[]> {
  return Promise.all(Object.values(commands).map(async (load) => (await load()).spec));
}
