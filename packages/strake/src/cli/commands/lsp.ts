import { once } from 'node:events';
import v8 from 'node:v8';
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
        name: 'context',
        type: 'boolean',
        help: 'Look into the build contexts of open files: COPY of what is missing or ignored',
      },
      {
        name: 'registry',
        type: 'boolean',
        help: 'Ask registries about the images of open files: tags, digests beside FROM, facts in hovers',
      },
      {
        name: 'no-shellcheck',
        type: 'boolean',
        help: 'Do not run ShellCheck, if it is installed, on the scripts of RUN',
      },
      { name: 'help', short: 'h', type: 'boolean', help: 'Show this help' },
    ],
    examples: [{ command: 'strake lsp', does: 'What an editor runs; see the README of @strake/language-server' }],
  },
  run,
};

async function run(options: ParsedOptions, { signal, env, terminal }: CommandContext): Promise<number> {
  // Who pauses to think would else have all compiled again at the next key.
  v8.setFlagsFromString('--no-flush-bytecode');
  const [{ serveStreams }, { serverOptions }] = await Promise.all([
    import('@strake/language-server/node'),
    import('../lsp/server-options.ts'),
  ]);
  serveStreams({
    ...serverOptions({
      env,
      contexts: options.boolean('context') === true,
      registry: options.boolean('registry') === true,
      shellcheck: options.boolean('no-shellcheck') !== true,
    }),
    input: process.stdin,
    output: process.stdout,
    onBroken: ({ message }) => terminal.err(`strake lsp: ${message}\n`),
  });
  // The connection ends the process when the client says so or goes away.
  await Promise.race([once(process.stdin, 'close'), aborted(signal)]);
  // An open input would keep the process alive. Without it the connection ends the process, as if the client had gone.
  process.stdin.destroy();
  signal.throwIfAborted();
  return ExitCode.ok;
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted)
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
