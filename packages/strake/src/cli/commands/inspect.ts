import type { DescribedPlatform, ImageDetails } from '../../images/describe.ts';
import { familiarName } from '../../images/familiar-name.ts';
import type { Command, CommandContext } from '../command.ts';
import { ExitCode } from '../exit-code.ts';
import { inspectFields } from '../format/image-fields.ts';
import { shown } from '../format/render-rows.ts';
import { parseTemplate } from '../format/template.ts';
import { chosenPlatform } from '../images/chosen-platform.ts';
import { HELP_FLAG, JSON_FLAG } from '../images/flags.ts';
import { withImages } from '../images/open-images.ts';
import type { ParsedOptions } from '../options/spec.ts';
import { answerFlags, hiddenFlags } from './docker-flags.ts';
import { INSPECT_DOCKER_FLAGS } from './store-docker-flags.ts';
import { formatImageSize, formatLayerSize } from '../render/layer-size.ts';
import { renderTable } from '../render/table.ts';

export const inspectCommand: Command = {
  spec: {
    name: 'inspect',
    summary: "Show an image's configuration, layers and names.",
    usage: '[OPTIONS] IMAGE...',
    positionals: { min: 1, max: Infinity, completes: 'image' },
    flags: [
      {
        name: 'format',
        short: 'f',
        type: 'string',
        value: 'FORMAT',
        help: "json as docker inspect prints it, or a template with names of fields: '{{.Config.Entrypoint}}'",
      },
      JSON_FLAG,
      HELP_FLAG,
      ...hiddenFlags(INSPECT_DOCKER_FLAGS),
    ],
    examples: [
      { command: 'strake inspect app', does: 'What an image is' },
      { command: "strake inspect --json app | jq '.[0].images[0].config'", does: 'Its configuration' },
      { command: `strake inspect -f '{{index .Config.Labels "version"}}' app`, does: 'A label of it' },
    ],
  },
  run,
};

async function run(options: ParsedOptions, context: CommandContext): Promise<number> {
  answerFlags(INSPECT_DOCKER_FLAGS, options, context);
  const details = await withImages(context, (images) =>
    Promise.all(options.positionals.map((name) => images.inspect(name))),
  );
  const format = options.string('format');
  if (options.boolean('json')) context.terminal.out(`${JSON.stringify(details, null, 2)}\n`);
  else if (format === undefined) context.terminal.out(details.map(render).join('\n'));
  else context.terminal.out(formatted(format, details, context.stdout));
  return ExitCode.ok;
}

function formatted(format: string, details: readonly ImageDetails[], stdout: CommandContext['stdout']): string {
  const rows = details.map((image) => inspectFields(image, chosenPlatform(image)));
  if (format === 'json') return `${JSON.stringify(rows)}\n`;
  const template = parseTemplate(format);
  return shown(rows.map((row) => `${template(row)}\n`).join(''), stdout);
}

function render(image: ImageDetails): string {
  return renderTable([
    ['id', image.id],
    ...image.names.map((name) => ['name', familiarName(name)]),
    ...image.digests.map((digest) => ['digest', familiarName(digest)]),
    ...present('created', image.created),
    ['size', formatImageSize(image)],
    ...image.images.flatMap(platformRows),
  ]);
}

type Row = readonly [string, string];

function platformRows({ platform, id, config, layers }: DescribedPlatform): readonly Row[] {
  const { config: run = {} } = config;
  const json = (value: readonly string[] | null | undefined): string | undefined =>
    (value && JSON.stringify(value)) || undefined;
  const names = (value: object | undefined): string | undefined => value && Object.keys(value).join(' ');
  return [
    ['platform', `${platform} ${id}`],
    ...(run.Env ?? []).map((variable): Row => ['  env', variable]),
    ...Object.entries(run.Labels ?? {}).map(([key, value]): Row => ['  label', `${key}=${value}`]),
    ...present('  user', run.User),
    ...present('  workdir', run.WorkingDir),
    ...present('  expose', names(run.ExposedPorts)),
    ...present('  volume', names(run.Volumes)),
    ...present('  entrypoint', json(run.Entrypoint)),
    ...present('  cmd', json(run.Cmd)),
    ...layers.map((layer): Row => ['  layer', `${layer.diffId} ${formatLayerSize(layer)}`]),
  ];
}

function present(name: string, value: string | undefined): readonly Row[] {
  return value ? [[name, value]] : [];
}
