import { counted } from '@strake/core';
import type { Pruned } from '../../images/prune.ts';
import type { Command, CommandContext } from '../command.ts';
import { ExitCode } from '../exit-code.ts';
import { HELP_FLAG, JSON_FLAG } from '../images/flags.ts';
import { withImages } from '../images/open-images.ts';
import type { ParsedOptions } from '../options/spec.ts';
import { parseSize } from '../options/values.ts';
import { formatSize } from '../render/size.ts';
import { answerFlags, hiddenFlags } from './docker-flags.ts';
import { PRUNE_DOCKER_FLAGS } from './store-docker-flags.ts';

export const pruneCommand: Command = {
  spec: {
    name: 'prune',
    summary: 'Remove from the store images without a name, and what no image and no cached step uses.',
    usage: '[OPTIONS]',
    positionals: { min: 0, max: 0 },
    flags: [
      {
        name: 'all',
        short: 'a',
        type: 'boolean',
        help: 'Also the whole build cache with cache mounts; named images stay',
      },
      {
        name: 'keep-storage',
        type: 'string',
        value: 'SIZE',
        help: 'Remove what was used longest ago of cache, unpacked layers and cache mounts until the store has at most SIZE, e.g. 10g',
      },
      {
        name: 'keep-cache-mounts',
        type: 'string',
        value: 'SIZE',
        help: 'Remove cache mounts that were used longest ago until they take at most SIZE; 0 removes all',
      },
      { name: 'dry-run', type: 'boolean', help: 'Only say what would go' },
      { name: 'force', short: 'f', type: 'boolean', help: 'Accepted: nothing is asked', hidden: true },
      ...hiddenFlags(PRUNE_DOCKER_FLAGS),
      JSON_FLAG,
      HELP_FLAG,
    ],
    examples: [
      { command: 'strake prune', does: 'What nothing refers to' },
      {
        command: 'strake prune --keep-storage 20g --keep-cache-mounts 5g',
        does: 'Keep the newest of the cache, for CI',
      },
      { command: 'strake prune --all --dry-run', does: 'How much the whole cache takes' },
    ],
  },
  run,
};

async function run(options: ParsedOptions, context: CommandContext): Promise<number> {
  answerFlags(PRUNE_DOCKER_FLAGS, options, context);
  const keepStorage = parseSize('--keep-storage', options.string('keep-storage'));
  const keepCacheMounts = parseSize('--keep-cache-mounts', options.string('keep-cache-mounts'));
  const dryRun = options.boolean('dry-run') === true;
  const pruned = await withImages(context, (images) =>
    images.prune({
      all: options.boolean('all') === true,
      dryRun,
      ...(keepStorage === undefined ? {} : { keepStorage }),
      ...(keepCacheMounts === undefined ? {} : { keepCacheMounts }),
    }),
  );
  if (options.boolean('json')) context.terminal.out(`${JSON.stringify({ ...pruned, dryRun }, null, 2)}\n`);
  else context.terminal.out(sentence(pruned, dryRun));
  return ExitCode.ok;
}

function sentence({ blobs, records, bytes }: Pruned, dryRun: boolean): string {
  return `${dryRun ? 'would remove' : 'removed'} ${counted(blobs, 'blob')} and ${counted(records, 'record')}: ${formatSize(bytes)}\n`;
}
