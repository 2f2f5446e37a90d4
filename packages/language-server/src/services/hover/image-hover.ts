import type { StageUse } from '../../model/stage-names.ts';
import { ASKED, patient } from '../../sources/patience.ts';
import type { ImageDescription, Sources } from '../../sources/sources.ts';
import { sizeText } from '../code-lens.ts';
import { imagePage } from '../document-links.ts';
import type { HoverText } from './hover.ts';
import { code } from './markdown.ts';

/** What a registry tells of an image, or that the name must come from outside. */
export async function imageHover(
  use: StageUse,
  { images }: Sources,
  signal: AbortSignal,
): Promise<HoverText | undefined> {
  const { start, end } = use;
  const reference = use.via === 'from' ? use.user.image : use.text;
  if (reference === 'scratch') return { start, end, markdown: 'The empty image.' };
  if (reference === '') return undefined;
  const isKnowable = images !== undefined && !reference.includes('$');
  const known = isKnowable ? await images.describe(reference, platformOf(use), patient(signal, ASKED)) : undefined;
  const page = imagePage(reference);
  const title = page === undefined ? `**${code(reference)}**` : `**[${code(reference)}](${page})**`;
  const what = use.via === 'from' ? 'Image' : 'Image or named context';
  return { start, end, markdown: [`${what} ${title}`, ...(known ? facts(known) : [])].join('\n\n') };
}

/** The platform that the stage is for, where it is written out. */
function platformOf({ via, user }: StageUse): string | undefined {
  const platform = via === 'from' ? user.from.flags.find(({ name }) => name === 'platform')?.value : undefined;
  return platform === '' || platform?.includes('$') === true ? undefined : platform;
}

function facts(image: ImageDescription): readonly string[] {
  const list = (items: readonly string[] | undefined): string | undefined =>
    items === undefined || items.length === 0 ? undefined : items.map((value) => code(value)).join(' ');
  const one = (value: string | undefined): string | undefined => (value ? code(value) : undefined);
  const rows: readonly (readonly [string, string | undefined])[] = [
    ['Digest', one(image.digest)],
    ['Created', image.created],
    ['Size', image.size === undefined ? undefined : sizeText(image.size)],
    ['Platforms', list(image.platforms)],
    ['User', one(image.user)],
    ['Directory', one(image.workingDir)],
    ['Entrypoint', one(image.entrypoint && JSON.stringify(image.entrypoint))],
    ['Command', one(image.cmd && JSON.stringify(image.cmd))],
    ['Ports', list(image.ports)],
    ['Environment', list(image.env)],
  ];
  const lines = rows.flatMap(([name, value]) => (value === undefined ? [] : [`- ${name}: ${value}`]));
  return lines.length === 0 ? [] : [lines.join('\n')];
}
