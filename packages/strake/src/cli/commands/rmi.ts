import type { Command, CommandContext } from '../command.ts';
import { ExitCode } from '../exit-code.ts';
import { HELP_FLAG, JSON_FLAG } from '../images/flags.ts';
import { withImages } from '../images/open-images.ts';
import type { ParsedOptions } from '../options/spec.ts';

export const rmiCommand: Command = {
  spec: {
    name: 'rmi',
    summary: 'Take names from images; strake prune removes what has none.',
    usage: '[OPTIONS] IMAGE...',
    positionals: { min: 1, max: Infinity, completes: 'image' },
    flags: [
      { name: 'force', short: 'f', type: 'boolean', help: 'Take all names of an ID, also when it has several' },
      JSON_FLAG,
      HELP_FLAG,
    ],
    examples: [{ command: 'strake rmi app:old && strake prune', does: 'Remove an image and what only it used' }],
  },
  run,
};

async function run(options: ParsedOptions, context: CommandContext): Promise<number> {
  const force = options.boolean('force') === true;
  const names = await withImages(context, async (images) => {
    const removed: string[] = [];
    for (const name of options.positionals) removed.push(...(await images.remove(name, { force })));
    return removed;
  });
  const json = options.boolean('json') === true;
  context.terminal.out(
    json ? `${JSON.stringify({ untagged: names }, null, 2)}\n` : names.map((n) => `${n}\n`).join(''),
  );
  return ExitCode.ok;
}
