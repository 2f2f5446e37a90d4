import { formatPlatform, parsePlatform } from '@strake/oci';
import { hostPlatform } from '../../input/platform.ts';
import type { DescribedPlatform, ImageDetails } from '../../images/describe.ts';
import type { Command, CommandContext } from '../command.ts';
import { ExitCode } from '../exit-code.ts';
import { HELP_FLAG, JSON_FLAG } from '../images/flags.ts';
import { withImages } from '../images/open-images.ts';
import type { ParsedOptions } from '../options/spec.ts';
import { formatAge } from '../render/age.ts';
import { formatSize } from '../render/size.ts';
import { renderTable } from '../render/table.ts';
import { UsageError } from '../usage-error.ts';

export const historyCommand: Command = {
  spec: {
    name: 'history',
    summary: 'Show the steps that made an image, newest first.',
    usage: '[OPTIONS] IMAGE',
    positionals: { min: 1, max: 1, completes: 'image' },
    flags: [
      { name: 'platform', type: 'string', value: 'P', help: "One of several (default this machine's, else the first)" },
      { name: 'no-trunc', type: 'boolean', help: 'Print steps in full' },
      JSON_FLAG,
      HELP_FLAG,
    ],
    examples: [{ command: 'strake history app', does: 'What made each layer' }],
  },
  run,
};

/** A step, with what its layer takes. */
interface Step {
  readonly created?: string;
  readonly createdBy: string;
  readonly comment?: string;
  readonly diffId?: string;
  /** Bytes uncompressed. */
  readonly size?: number;
}

async function run(options: ParsedOptions, context: CommandContext): Promise<number> {
  const image = await withImages(context, (images) => images.inspect(options.positionals[0] ?? ''));
  const steps = stepsOf(chosen(image, options.string('platform')));
  if (options.boolean('json')) context.terminal.out(`${JSON.stringify(steps, null, 2)}\n`);
  else context.terminal.out(render(steps, options.boolean('no-trunc') === true));
  return ExitCode.ok;
}

function chosen({ images, id, name = id }: ImageDetails, wanted: string | undefined): DescribedPlatform {
  const platform = wanted === undefined ? undefined : parsePlatform(wanted, hostPlatform());
  if (platform?.ok === false) throw new UsageError(`--platform ${wanted}: ${platform.message}`);
  const text = formatPlatform(platform?.value ?? hostPlatform());
  const found = images.find((image) => image.platform === text) ?? (wanted === undefined ? images[0] : undefined);
  if (found) return found;
  throw new UsageError(`${name} is not for ${text}`, `it is for ${images.map((image) => image.platform).join(', ')}`);
}

function stepsOf({ config, layers }: DescribedPlatform): readonly Step[] {
  let next = 0;
  const steps = (config.history ?? []).map(({ created, created_by: createdBy = '', comment, empty_layer: empty }) => {
    const layer = empty ? undefined : layers[next++];
    return {
      ...(created === undefined ? {} : { created }),
      createdBy,
      ...(comment ? { comment } : {}),
      ...(layer ? { diffId: layer.diffId } : {}),
      ...(empty ? { size: 0 } : layer?.size === undefined ? {} : { size: layer.size }),
    };
  });
  return steps.reverse();
}

const LONGEST = 80;

function render(steps: readonly Step[], whole: boolean): string {
  return renderTable([
    ['CREATED', 'SIZE', 'CREATED BY'],
    ...steps.map(({ created, createdBy, size }) => [
      formatAge(created),
      size === undefined ? '-' : formatSize(size),
      whole || createdBy.length <= LONGEST ? createdBy : `${createdBy.slice(0, LONGEST - 1)}…`,
    ]),
  ]);
}
