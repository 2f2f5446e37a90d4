import { shortDigest } from '@strake/core';
import { familiarReference, parseReference } from '@strake/oci';
import type { ImageSummary } from '../../images/describe.ts';
import type { Command, CommandContext } from '../command.ts';
import { ExitCode } from '../exit-code.ts';
import { HELP_FLAG, JSON_FLAG } from '../images/flags.ts';
import { withImages } from '../images/open-images.ts';
import type { ParsedOptions } from '../options/spec.ts';
import { formatAge } from '../render/age.ts';
import { formatSize } from '../render/size.ts';
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
        type: 'string',
        value: 'dangling=true|false',
        help: 'Only images without a name, or only those that have one',
        choices: ['dangling=true', 'dangling=false'],
      },
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
    ],
  },
  run,
};

async function run(options: ParsedOptions, context: CommandContext): Promise<number> {
  const { terminal } = context;
  const [filter] = options.positionals;
  const all = await withImages(context, (images) => images.list());
  const dangling = options.string('filter');
  const list = all
    .filter((image) => filter === undefined || isMeant(image, filter))
    .filter(({ name }) => dangling === undefined || (name === undefined) === (dangling === 'dangling=true'));
  if (options.boolean('json')) terminal.out(`${JSON.stringify(list, null, 2)}\n`);
  else if (options.boolean('quiet')) terminal.out([...new Set(list.map(({ id }) => `${id}\n`))].join(''));
  else terminal.out(renderTable(rowsOf(list, options)));
  return ExitCode.ok;
}

function isMeant({ name }: ImageSummary, filter: string): boolean {
  const reference = parseReference(filter);
  if (!reference.ok || name === undefined) return false;
  const { registry, repository, tag } = reference.value;
  const named = /:[\w][\w.-]*$/.test(filter.slice(filter.lastIndexOf('/') + 1));
  return named ? name === `${registry}/${repository}:${tag}` : name.startsWith(`${registry}/${repository}:`);
}

function rowsOf(list: readonly ImageSummary[], options: ParsedOptions): readonly (readonly string[])[] {
  const [digests, whole] = [options.boolean('digests') === true, options.boolean('no-trunc') === true];
  const digestOf = (digest: string | undefined): readonly string[] => (digests ? [digest ?? '-'] : []);
  return [
    ['NAME', 'ID', ...(digests ? ['DIGEST'] : []), 'PLATFORM', 'CREATED', 'SIZE'],
    ...list.map(({ name, id, digest, platforms, created, size }) => [
      familiar(name),
      whole ? id : shortDigest(id as Parameters<typeof shortDigest>[0]),
      ...digestOf(digest),
      platforms.join(', '),
      formatAge(created),
      formatSize(size),
    ]),
  ];
}

/** One without a name as in Docker's table. */
function familiar(name = '<none>'): string {
  const reference = parseReference(name);
  return reference.ok ? familiarReference(reference.value) : name;
}
