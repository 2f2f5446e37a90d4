import { parsePlatform, type Platform } from '@strake/oci';
import type { Annotated, Annotation } from '../../output/annotation.ts';
import { hostPlatform } from '../../input/platform.ts';
import { UsageError } from '../usage-error.ts';

const TARGETS: readonly Annotated[] = ['manifest', 'index', 'manifest-descriptor', 'index-descriptor'];

/** A key of `--output`: `annotation.KEY`, `annotation-index.KEY`, `annotation-manifest[linux/arm64].KEY`. */
export function parseAnnotationKey(text: string, value: string): Annotation | undefined {
  const match = /^annotation(?:-([a-z-]+))?(?:\[([^\]]*)\])?\.(.+)$/s.exec(text);
  if (!match) return undefined;
  const [, target = 'manifest', platform, key = ''] = match;
  return { on: targetOf(target), key, value, ...platformOf(platform) };
}

/** `--annotation [TYPE[,TYPE...]:]KEY=VALUE`; a type may be for one platform: `manifest[linux/arm64]`. */
export function parseAnnotations(text: string): readonly Annotation[] {
  const match = /^(?:([a-z-]+(?:\[[^\]]*\])?(?:,[a-z-]+(?:\[[^\]]*\])?)*):)?([^=]+)=(.*)$/s.exec(text);
  if (!match)
    throw new UsageError(
      `--annotation ${JSON.stringify(text)} is not KEY=VALUE`,
      'write e.g. --annotation index:KEY=VALUE',
    );
  const [, types = 'manifest', key = '', value = ''] = match;
  return types.split(',').map((type) => {
    const [, target = '', platform] = /^([a-z-]+)(?:\[([^\]]*)\])?$/.exec(type) ?? [];
    return { on: targetOf(target), key, value, ...platformOf(platform) };
  });
}

function targetOf(text: string): Annotated {
  const target = TARGETS.find((candidate) => candidate === text);
  if (target) return target;
  throw new UsageError(`unknown annotation type ${JSON.stringify(text)}`, `it is one of ${TARGETS.join(', ')}`);
}

function platformOf(text: string | undefined): { readonly platform?: Platform } {
  if (text === undefined) return {};
  const parsed = parsePlatform(text, hostPlatform());
  if (parsed.ok) return { platform: parsed.value };
  throw new UsageError(`an annotation is for ${JSON.stringify(text)}, which is no platform: ${parsed.message}`);
}
