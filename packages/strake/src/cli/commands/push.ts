import type { Command, CommandContext } from '../command.ts';
import { ExitCode } from '../exit-code.ts';
import { CA_FLAG, HELP_FLAG, JSON_FLAG } from '../images/flags.ts';
import { transferProgress } from '../images/transfer-progress.ts';
import { withImages } from '../images/open-images.ts';
import type { ParsedOptions } from '../options/spec.ts';
import { parseCa } from './run-flags.ts';

export const pushCommand: Command = {
  spec: {
    name: 'push',
    summary: 'Send an image to the registry that its name says.',
    usage: '[OPTIONS] IMAGE',
    positionals: { min: 1, max: 1, completes: 'image' },
    flags: [
      { name: 'to', type: 'string', value: 'NAME', help: "Another name for it there (default the image's own)" },
      CA_FLAG,
      { name: 'quiet', short: 'q', type: 'boolean', help: 'Print only NAME@DIGEST' },
      JSON_FLAG,
      HELP_FLAG,
    ],
    examples: [
      { command: 'strake push registry.example/app:1.0', does: 'All platforms, with the logins of docker login' },
      { command: 'strake push app --to 127.0.0.1:5000/app', does: 'Under another name' },
    ],
  },
  run,
};

async function run(options: ParsedOptions, context: CommandContext): Promise<number> {
  const { terminal } = context;
  const [name = ''] = options.positionals;
  const to = options.string('to');
  const quiet = options.boolean('quiet') === true || options.boolean('json') === true;
  const how = { ...(to === undefined ? {} : { to }), ...(quiet ? {} : { onProgress: transferProgress(terminal) }) };
  const pushed = await withImages(context, (images) => images.push(name, how), parseCa(options, context.cwd));
  terminal.out(options.boolean('json') ? `${JSON.stringify({ pushed }, null, 2)}\n` : `${pushed}\n`);
  return ExitCode.ok;
}
