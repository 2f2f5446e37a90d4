import { once } from 'node:events';
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
      { name: 'help', short: 'h', type: 'boolean', help: 'Show this help' },
    ],
    examples: [{ command: 'strake lsp', does: 'What an editor runs; see the README of @strake/language-server' }],
  },
  run,
};

async function run(_options: ParsedOptions, { signal }: CommandContext): Promise<number> {
  const { contextFiles, serveStreams } = await import('@strake/language-server/node');
  let folders: readonly string[] = [];
  const files = contextFiles(() => folders);
  serveStreams({
    input: process.stdin,
    output: process.stdout,
    sources: { files },
    onFolders: (uris) => (folders = uris),
  });
  // The connection ends the process when the client says so or goes away.
  await Promise.race([once(process.stdin, 'close'), aborted(signal)]);
  return ExitCode.ok;
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted)
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
