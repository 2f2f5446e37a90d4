import { once } from 'node:events';
import type { ImageSource } from '@strake/language-server/node';
import type { Command, CommandContext } from '../command.ts';
import { ExitCode } from '../exit-code.ts';
import type { ParsedOptions } from '../options/spec.ts';

export const lspCommand: Command = {
  spec: {
    name: 'lsp',
    summary: 'Serve editors: the language server for Dockerfiles, on standard input and output.',
    usage: '[OPTIONS]',
    positionals: { min: 0, max: 0 },
    flags: [
      { name: 'stdio', type: 'boolean', help: 'Speak on standard input and output, as it does without this flag' },
      {
        name: 'registry',
        type: 'boolean',
        help: 'Ask registries about the images of open files: digests beside FROM, facts in hovers',
      },
      { name: 'help', short: 'h', type: 'boolean', help: 'Show this help' },
    ],
    examples: [{ command: 'strake lsp', does: 'What an editor runs; see the README of @strake/language-server' }],
  },
  run,
};

async function run(options: ParsedOptions, { signal, env }: CommandContext): Promise<number> {
  const { contextFiles, serveStreams } = await import('@strake/language-server/node');
  let folders: readonly string[] = [];
  const files = contextFiles(() => folders);
  serveStreams({
    input: process.stdin,
    output: process.stdout,
    sources: { files, ...(options.boolean('registry') ? { images: await imagesOf(env) } : {}) },
    onFolders: (uris) => (folders = uris),
  });
  // The connection ends the process when the client says so or goes away.
  await Promise.race([once(process.stdin, 'close'), aborted(signal)]);
  return ExitCode.ok;
}

async function imagesOf(env: NodeJS.ProcessEnv): Promise<ImageSource> {
  const { registryImages } = await import('../../services/registry-images.ts');
  const { registryOptions } = await import('../../input/registry-options.ts');
  return registryImages(await registryOptions(env));
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted)
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
