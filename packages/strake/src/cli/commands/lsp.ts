import { once } from 'node:events';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import v8 from 'node:v8';
import type { CheckOptions, FindConfig, ImageSource } from '@strake/language-server/node';
import type { PlanFacts } from '@strake/lint';
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
        help: 'Ask registries about the images of open files: digests beside FROM, facts in hovers',
      },
      { name: 'help', short: 'h', type: 'boolean', help: 'Show this help' },
    ],
    examples: [{ command: 'strake lsp', does: 'What an editor runs; see the README of @strake/language-server' }],
  },
  run,
};

async function run(options: ParsedOptions, { signal, env }: CommandContext): Promise<number> {
  // Several versions of a file with their trees live at a time: in the small space that suits builds each request collects.
  v8.setFlagsFromString('--semi-space-growth-factor=2');
  const { contextFiles, projectConfig, serveStreams } = await import('@strake/language-server/node');
  let folders: readonly string[] = [];
  const files = contextFiles(() => folders);
  serveStreams({
    input: process.stdin,
    output: process.stdout,
    sources: { files, ...(options.boolean('registry') ? { images: await imagesOf(env) } : {}) },
    onFolders: (uris) => (folders = uris),
    warmUp: true,
    checks: createChecks(projectConfig(), options.boolean('context') === true ? await lookedUpFacts() : undefined),
  });
  // The connection ends the process when the client says so or goes away.
  await Promise.race([once(process.stdin, 'close'), aborted(signal)]);
  // An open input would keep the process alive. Without it the connection ends the process, as if the client had gone.
  process.stdin.destroy();
  signal.throwIfAborted();
  return ExitCode.ok;
}

type FactsOf = (uri: string) => PlanFacts;

function createChecks(configOf: FindConfig, factsOf: FactsOf | undefined): (uri: string) => Promise<CheckOptions> {
  return async (uri) => {
    const config = configOf(uri);
    return { ...(config === undefined ? {} : { config }), ...(factsOf === undefined ? {} : { facts: factsOf(uri) }) };
  };
}

/** Milliseconds for which what lies in a context is believed to be still there. */
const FACTS_HOLD = 15_000;

async function lookedUpFacts(): Promise<FactsOf> {
  const { contextFacts } = await import('../lint/context-facts.ts');
  const known = new Map<string, { readonly facts: PlanFacts; readonly until: number }>();
  return (uri) => {
    if (!uri.startsWith('file:')) return {};
    const directory = dirname(fileURLToPath(uri));
    const last = known.get(directory);
    if (last !== undefined && last.until > Date.now()) return last.facts;
    const facts = readable(() => contextFacts(directory));
    known.set(directory, { facts, until: Date.now() + FACTS_HOLD });
    return facts;
  };
}

/** A context that cannot be read says nothing. */
function readable(facts: () => PlanFacts): PlanFacts {
  try {
    return facts();
  } catch {
    return {};
  }
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
