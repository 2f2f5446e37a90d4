import type { ImageSummary } from '../../images/describe.ts';
import { familiarName } from '../../images/familiar-name.ts';
import type { Command, CommandContext } from '../command.ts';
import { ExitCode } from '../exit-code.ts';
import { IMAGE_HEADERS, rowFields } from '../format/image-fields.ts';
import { FORMAT_HELP, renderRows } from '../format/render-rows.ts';
import type { Fields } from '../format/template.ts';
import { imageFilter } from '../images/image-filter.ts';
import { HELP_FLAG, JSON_FLAG } from '../images/flags.ts';
import { withImages } from '../images/open-images.ts';
import type { ParsedOptions } from '../options/spec.ts';
import { formatAge } from '../render/age.ts';
import { formatImageId } from '../render/image-id.ts';
import { formatImageSize } from '../render/layer-size.ts';
import { renderTable } from '../render/table.ts';

export const imagesCommand: Command = {
  spec: {
    name: 'images',
    summary: 'List the images in the store, last those that have no name.',
    usage: '[OPTIONS] [REPOSITORY[:TAG]]',
    positionals: { min: 0, max: 1 },
    flags: [
      { name: 'quiet', short: 'q', type: 'boolean', help: 'Print IDs only' },
      {
        name: 'filter',
        short: 'f',
        type: 'list',
        value: 'FILTER',
        help: 'dangling=true: only images without a name, dangling=false: only those that have one; reference=PATTERN: by name',
        suggests: ['dangling=true', 'dangling=false', 'reference='],
      },
      { name: 'format', type: 'string', value: 'FORMAT', help: FORMAT_HELP },
      { name: 'no-trunc', type: 'boolean', help: 'Print IDs in full' },
      { name: 'all', short: 'a', type: 'boolean', help: 'Accepted: there are no others', hidden: true },
      { name: 'digests', type: 'boolean', help: 'Also show digests of what has been packed or pulled' },
      JSON_FLAG,
      HELP_FLAG,
    ],
    examples: [
      { command: 'strake images', does: 'All images' },
      { command: 'strake images app', does: 'All tags of a repository' },
      { command: 'strake rmi $(strake images -qf dangling=true)', does: 'Remove those that have no name' },
      { command: "strake images --format '{{.Repository}}:{{.Tag}}' 'app*'", does: 'Names that begin with app' },
    ],
  },
  run,
};

async function run(options: ParsedOptions, context: CommandContext): Promise<number> {
  const { terminal } = context;
  const patterns = options.positionals.map((pattern) => `reference=${pattern}`);
  const filter = imageFilter([...options.list('filter'), ...patterns]);
  const list = (await withImages(context, (images) => images.list())).filter(filter);
  const format = options.string('format');
  const whole = options.boolean('no-trunc') === true;
  const rows = (): readonly Fields[] => list.map((image) => rowFields(image, whole));
  if (options.boolean('json')) terminal.out(`${JSON.stringify(list, null, 2)}\n`);
  else if (options.boolean('quiet'))
    terminal.out([...new Set(list.map(({ id }) => `${formatImageId(id, whole)}\n`))].join(''));
  else if (format === undefined || format === 'table') terminal.out(renderTable(rowsOf(list, options)));
  else terminal.out(renderRows(format, rows(), IMAGE_HEADERS, context.stdout));
  return ExitCode.ok;
}

function rowsOf(list: readonly ImageSummary[], options: ParsedOptions): readonly (readonly string[])[] {
  const [digests, whole] = [options.boolean('digests') === true, options.boolean('no-trunc') === true];
  const digestOf = (digest: string | undefined): readonly string[] => (digests ? [digest ?? '-'] : []);
  return [
    ['NAME', 'ID', ...(digests ? ['DIGEST'] : []), 'PLATFORM', 'CREATED', 'SIZE'],
    ...list.map(({ name, id, digest, platforms, created, ...size }) => [
      name === undefined ? '<none>' : familiarName(name),
      formatImageId(id, whole),
      ...digestOf(digest),
      platforms.join(', '),
      formatAge(created),
      formatImageSize(size),
    ]),
  ];
}
