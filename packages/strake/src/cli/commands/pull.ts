import { parsePlatform } from '@strake/oci';
import { familiarName } from '../../images/familiar-name.ts';
import { hostPlatform } from '../../input/platform.ts';
import type { Command, CommandContext } from '../command.ts';
import { ExitCode } from '../exit-code.ts';
import { CA_FLAG, HELP_FLAG, JSON_FLAG } from '../images/flags.ts';
import { withImages } from '../images/open-images.ts';
import { PLATFORMS } from '../options/platforms.ts';
import type { ParsedOptions } from '../options/spec.ts';
import { UsageError } from '../usage-error.ts';
import { parseCa } from './run-flags.ts';

export const pullCommand: Command = {
  spec: {
    name: 'pull',
    summary: 'Fetch an image with all its layers into the store.',
    usage: '[OPTIONS] IMAGE',
    positionals: { min: 1, max: 1 },
    flags: [
      {
        name: 'platform',
        type: 'string',
        value: 'P',
        help: "Platform, or all (default this machine's)",
        suggests: ['all', ...PLATFORMS],
      },
      CA_FLAG,
      { name: 'quiet', short: 'q', type: 'boolean', help: 'Print only the name' },
      JSON_FLAG,
      HELP_FLAG,
    ],
    examples: [{ command: 'strake pull busybox', does: 'Have a base image at hand, also without a network' }],
  },
  run,
};

async function run(options: ParsedOptions, context: CommandContext): Promise<number> {
  const { terminal } = context;
  const [name = ''] = options.positionals;
  const platform = platformOf(options.string('platform'));
  const pulled = await withImages(context, (images) => images.pull(name, platform), parseCa(options, context.cwd));
  if (options.boolean('json')) terminal.out(`${JSON.stringify(pulled, null, 2)}\n`);
  else {
    if (!options.boolean('quiet')) terminal.err(`digest ${pulled.digest}\n`);
    terminal.out(`${familiarName(pulled.name ?? name)}\n`);
  }
  return ExitCode.ok;
}

function platformOf(text: string | undefined): ReturnType<typeof hostPlatform> | 'all' {
  if (text === undefined) return hostPlatform();
  if (text === 'all') return text;
  const parsed = parsePlatform(text, hostPlatform());
  if (parsed.ok) return parsed.value;
  throw new UsageError(`--platform ${text}: ${parsed.message}`, 'write os/architecture, e.g. linux/arm64, or all');
}
