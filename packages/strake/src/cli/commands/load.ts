import { resolve } from 'node:path';
import { familiarName } from '../../images/familiar-name.ts';
import type { LoadedImage } from '../../images/load.ts';
import type { Command, CommandContext } from '../command.ts';
import { ExitCode } from '../exit-code.ts';
import { HELP_FLAG, JSON_FLAG } from '../images/flags.ts';
import { withImages } from '../images/open-images.ts';
import type { ParsedOptions } from '../options/spec.ts';
import { UsageError } from '../usage-error.ts';

export const loadCommand: Command = {
  spec: {
    name: 'load',
    summary: 'Take images from an archive into the store.',
    usage: '[OPTIONS]',
    positionals: { min: 0, max: 0 },
    flags: [
      {
        name: 'input',
        short: 'i',
        type: 'string',
        value: 'FILE',
        help: 'Archive of docker save, OCI archive or OCI layout directory (default standard input)',
        completes: 'file',
      },
      { name: 'quiet', short: 'q', type: 'boolean', help: 'Print nothing' },
      JSON_FLAG,
      HELP_FLAG,
    ],
    examples: [
      { command: 'strake load -i app.tar', does: 'From a file' },
      { command: 'docker save app | strake load', does: 'Take an image over from Docker' },
    ],
  },
  run,
};

async function run(options: ParsedOptions, context: CommandContext): Promise<number> {
  const { terminal, cwd, stdinStream } = context;
  const input = options.string('input');
  if (input === undefined && process.stdin.isTTY)
    throw new UsageError('standard input is a terminal: no archive comes from there', 'strake load -i FILE');
  const source = input === undefined || input === '-' ? stdinStream() : resolve(cwd, input);
  const loaded = await withImages(context, (images) => images.load(source));
  if (options.boolean('json')) terminal.out(`${JSON.stringify(loaded, null, 2)}\n`);
  else if (!options.boolean('quiet')) terminal.out(loaded.map(line).join(''));
  return ExitCode.ok;
}

function line({ name, digest, ids }: LoadedImage): string {
  if (name !== undefined) return `Loaded image: ${familiarName(name)}\n`;
  return `Loaded image ID: ${ids.length === 1 ? ids[0] : digest}\n`;
}
