import { formatReference, normalizePlatform, parseReference } from '@strake/oci';
import type { ImageQuery } from '@strake/planner';
import type { BuildInput } from './build-input.ts';
import { hostPlatform, platformOf } from './platform.ts';

const FROM = /^[ \t]*FROM[ \t].*$/gim;
/** A FROM that names an image or a stage as it is, and the name that it gives. */
const PLAIN = /^\s*FROM\s+([^\s$`\\"'-][^\s$`\\"']*)(?:\s+AS\s+(\S+))?\s*$/i;

/**
 * The image that the last stage of a Dockerfile is based on, as far as its text tells before it is parsed: whatever else a
 * build needs, it needs that. A guess: a wrong one costs a request, and nothing else.
 */
export function likelyBase(
  text: string,
  { target, platforms = [hostPlatform()], contexts = {} }: Pick<BuildInput, 'target' | 'platforms' | 'contexts'>,
): ImageQuery | undefined {
  const [platform, ...others] = platforms;
  const isOther = target !== undefined || others.length > 0 || Object.keys(contexts).length > 0;
  // A heredoc may hold any line.
  if (platform === undefined || isOther || text.includes('<<')) return undefined;
  const stages = (text.match(FROM) ?? []).map((line) => PLAIN.exec(line));
  const [, image] = stages.pop() ?? [];
  const isStage = stages.some((stage, i) => image === `${i}` || image?.toLowerCase() === stage?.[2]?.toLowerCase());
  const reference = image === undefined || image === 'scratch' || isStage ? undefined : parseReference(image);
  if (!reference?.ok) return undefined;
  return { ref: formatReference(reference.value), platform: normalizePlatform(platformOf(platform)) };
}
