import type { Command, CommandContext } from '../command.ts';
import { ExitCode } from '../exit-code.ts';
import { HELP_FLAG, JSON_FLAG } from '../images/flags.ts';
import { withImages } from '../images/open-images.ts';
import type { ParsedOptions } from '../options/spec.ts';

export const tagCommand: Command = {
  spec: {
    name: 'tag',
    summary: 'Give an image in the store one more name.',
    usage: 'IMAGE NAME[:TAG]',
    positionals: { min: 2, max: 2, completes: 'image' },
    flags: [JSON_FLAG, HELP_FLAG],
    examples: [{ command: 'strake tag app registry.example/app:1.0', does: 'Name it for a registry' }],
  },
  run,
};

async function run(options: ParsedOptions, context: CommandContext): Promise<number> {
  const [source = '', target = ''] = options.positionals;
  const name = await withImages(context, (images) => images.tag(source, target));
  if (options.boolean('json')) context.terminal.out(`${JSON.stringify({ name }, null, 2)}\n`);
  return ExitCode.ok;
}
