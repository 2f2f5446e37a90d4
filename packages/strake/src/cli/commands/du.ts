import type { Command, CommandContext } from '../command.ts';
import { ExitCode } from '../exit-code.ts';
import { HELP_FLAG, JSON_FLAG } from '../images/flags.ts';
import { withImages } from '../images/open-images.ts';
import type { ParsedOptions } from '../options/spec.ts';
import { formatSize } from '../render/size.ts';
import { renderTable } from '../render/table.ts';
import { answerFlags, hiddenFlags } from './docker-flags.ts';
import { DU_DOCKER_FLAGS } from './store-docker-flags.ts';

export const duCommand: Command = {
  spec: {
    name: 'du',
    summary: 'Show what the store takes on disk, and for what.',
    usage: '[OPTIONS]',
    positionals: { min: 0, max: 0 },
    flags: [...hiddenFlags(DU_DOCKER_FLAGS), JSON_FLAG, HELP_FLAG],
    examples: [{ command: 'strake du', does: 'Images, build cache, unpacked layers, what prune removes' }],
  },
  run,
};

async function run(options: ParsedOptions, context: CommandContext): Promise<number> {
  answerFlags(DU_DOCKER_FLAGS, options, context);
  const usage = await withImages(context, (images) => images.usage());
  const total = usage.images + usage.cache + usage.unused + usage.unpacked + usage.other;
  if (options.boolean('json')) context.terminal.out(`${JSON.stringify({ ...usage, total }, null, 2)}\n`);
  else
    context.terminal.out(
      renderTable([
        ['images', formatSize(usage.images), 'named images'],
        ['cache', formatSize(usage.cache), 'build cache: strake prune --all removes it'],
        ['unpacked', formatSize(usage.unpacked), 'layers unpacked for RUN, cache mounts, logs: strake prune --all'],
        ['unused', formatSize(usage.unused), 'strake prune removes it'],
        ['other', formatSize(usage.other), 'directories and records of the store itself'],
        ['total', formatSize(total), ''],
      ]),
    );
  return ExitCode.ok;
}
