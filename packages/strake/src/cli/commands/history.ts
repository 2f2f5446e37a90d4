import type { DescribedPlatform } from '../../images/describe.ts';
import type { LayerSize } from '../../images/layer-size.ts';
import type { Command, CommandContext } from '../command.ts';
import { ExitCode } from '../exit-code.ts';
import { formatDate } from '../format/image-fields.ts';
import { FORMAT_HELP, renderRows } from '../format/render-rows.ts';
import type { Fields } from '../format/template.ts';
import { chosenPlatform } from '../images/chosen-platform.ts';
import { HELP_FLAG, JSON_FLAG } from '../images/flags.ts';
import { withImages } from '../images/open-images.ts';
import type { ParsedOptions } from '../options/spec.ts';
import { formatAge } from '../render/age.ts';
import { formatImageId } from '../render/image-id.ts';
import { formatLayerSize } from '../render/layer-size.ts';
import { renderTable } from '../render/table.ts';

export const historyCommand: Command = {
  spec: {
    name: 'history',
    summary: 'Show the steps that made an image, newest first.',
    usage: '[OPTIONS] IMAGE',
    positionals: { min: 1, max: 1, completes: 'image' },
    flags: [
      { name: 'platform', type: 'string', value: 'P', help: "One of several (default this machine's, else the first)" },
      { name: 'no-trunc', type: 'boolean', help: 'Print steps in full' },
      { name: 'format', type: 'string', value: 'FORMAT', help: FORMAT_HELP },
      JSON_FLAG,
      HELP_FLAG,
    ],
    examples: [{ command: 'strake history app', does: 'What made each layer' }],
  },
  run,
};

/** A step, with what its layer takes. */
interface Step extends LayerSize {
  readonly created?: string;
  readonly createdBy: string;
  readonly comment?: string;
  readonly diffId?: string;
}

async function run(options: ParsedOptions, context: CommandContext): Promise<number> {
  const image = await withImages(context, (images) => images.inspect(options.positionals[0] ?? ''));
  const steps = stepsOf(chosenPlatform(image, options.string('platform')));
  const whole = options.boolean('no-trunc') === true;
  const format = options.string('format');
  if (options.boolean('json')) context.terminal.out(`${JSON.stringify(steps, null, 2)}\n`);
  else if (format !== undefined) {
    const rows = steps.map((step, i) => fieldsOf(step, i === 0 ? formatImageId(image.id, whole) : MISSING, whole));
    context.terminal.out(renderRows(format, rows, HEADERS, context.stdout));
  } else context.terminal.out(render(steps, whole));
  return ExitCode.ok;
}

function stepsOf({ config, layers }: DescribedPlatform): readonly Step[] {
  let next = 0;
  const steps = (config.history ?? []).map(({ created, created_by: createdBy = '', comment, empty_layer: empty }) => {
    const layer = empty ? undefined : layers[next++];
    return {
      ...(created === undefined ? {} : { created }),
      createdBy,
      ...(comment ? { comment } : {}),
      ...(empty ? { size: 0 } : layer),
    };
  });
  return steps.reverse();
}

const LONGEST = 80;

/** What `docker history` calls the columns of its fields. */
const HEADERS: Readonly<Record<string, string>> = {
  ID: 'IMAGE',
  CreatedSince: 'CREATED',
  CreatedAt: 'CREATED AT',
  CreatedBy: 'CREATED BY',
  Size: 'SIZE',
  Comment: 'COMMENT',
};

/** As Docker has it of steps below the last: they are no images. */
const MISSING = '<missing>';

function fieldsOf(step: Step, id: string, whole: boolean): Fields {
  return {
    ID: id,
    CreatedSince: formatAge(step.created),
    CreatedAt: formatDate(step.created),
    CreatedBy: shortened(step.createdBy, whole),
    Size: formatLayerSize(step),
    Comment: step.comment ?? '',
  };
}

function render(steps: readonly Step[], whole: boolean): string {
  return renderTable([
    ['CREATED', 'SIZE', 'CREATED BY'],
    ...steps.map(({ created, createdBy, ...size }) => [
      formatAge(created),
      formatLayerSize(size),
      shortened(createdBy, whole),
    ]),
  ]);
}

function shortened(text: string, whole: boolean): string {
  return whole || text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 1)}…`;
}
