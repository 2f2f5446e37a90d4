import type { Command } from '../command.ts';
import type { CommandSpec } from '../options/spec.ts';

/** Commands by name. Each is loaded when it is called, so that none pays for the others' imports. */
export const commands: Readonly<Record<string, () => Promise<Command>>> = {
  build: async () => (await import('./build.ts')).buildCommand,
  context: async () => (await import('./context.ts')).contextCommand,
  fmt: async () => (await import('./fmt.ts')).fmtCommand,
  lint: async () => (await import('./lint.ts')).lintCommand,
  ast: async () => (await import('./ast.ts')).astCommand,
  run: async () => (await import('./run.ts')).runCommand,
  doctor: async () => (await import('./doctor.ts')).doctorCommand,
  images: async () => (await import('./images.ts')).imagesCommand,
  inspect: async () => (await import('./inspect.ts')).inspectCommand,
  history: async () => (await import('./history.ts')).historyCommand,
  tag: async () => (await import('./tag.ts')).tagCommand,
  rmi: async () => (await import('./rmi.ts')).rmiCommand,
  save: async () => (await import('./save.ts')).saveCommand,
  load: async () => (await import('./load.ts')).loadCommand,
  push: async () => (await import('./push.ts')).pushCommand,
  pull: async () => (await import('./pull.ts')).pullCommand,
  prune: async () => (await import('./prune.ts')).pruneCommand,
  du: async () => (await import('./du.ts')).duCommand,
  lsp: async () => (await import('./lsp.ts')).lspCommand,
  completion: async () => (await import('./completion.ts')).createCompletion(specs),
};

function specs(): Promise<readonly CommandSpec[]> {
  return Promise.all(Object.values(commands).map(async (load) => (await load()).spec));
}
