import type { ImageFacts } from '../facts.ts';
import type { LintFile } from './lint-file.ts';
import type { Stage } from './stages.ts';

/** Nothing is in it, nothing is set. */
export const SCRATCH: ImageFacts = { env: [], workingDir: '', user: '' };

/** What is known of the image that a stage is based on, through other stages; undefined when nobody knows it. */
export function baseImage(file: LintFile, stage: Stage): ImageFacts | undefined {
  let root = stage;
  for (let depth = 0; root.base !== undefined && depth < DEPTH; depth++) root = root.base;
  const { from } = root;
  if (from === undefined || root.base !== undefined) return undefined;
  const expanded = file.buildkit.froms[root.index]?.image.value;
  return imageFacts(file, expanded ?? from.image.text);
}

/** What is known of an image by its name. */
export function imageFacts({ facts }: LintFile, reference: string): ImageFacts | undefined {
  return reference === 'scratch' ? SCRATCH : facts.image?.(reference, facts.platform);
}

/** The digest that pins an image as it is now, to be told; undefined where nobody knows it. */
export function digestHint(file: LintFile, reference: string): string | undefined {
  const digest = imageFacts(file, reference)?.digest;
  return digest === undefined ? undefined : `it is ${reference}@${digest} now`;
}

/** A longer chain of stages is not followed to its end. */
const DEPTH = 1000;
