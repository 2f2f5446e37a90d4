import { formatPlatform, type Platform, samePlatform } from '@strake/oci';
import { BuildError } from '../error.ts';

/** What an annotation is written on: a document, or the descriptor that points to it. */
export type Annotated = 'manifest' | 'index' | 'manifest-descriptor' | 'index-descriptor';

/** A key and value on a part of an image (OCI image spec, annotations.md). */
export interface Annotation {
  readonly on: Annotated;
  /** Of the manifests, only that for this platform. */
  readonly platform?: Platform;
  readonly key: string;
  readonly value: string;
}

/** The annotations of one part. */
export function annotationsOn(
  annotations: readonly Annotation[],
  on: Annotated,
  platform?: Platform,
): Readonly<Record<string, string>> {
  const meant = annotations.filter(
    (one) => one.on === on && (!one.platform || !platform || samePlatform(one.platform, platform)),
  );
  return Object.fromEntries(meant.map(({ key, value }) => [key, value]));
}

/** Throws `OPTION_INVALID` for annotations that the output has no place for. */
export function checkAnnotations(
  annotations: readonly Annotation[],
  platforms: readonly Platform[],
  ociMediaTypes: boolean,
): void {
  for (const { on, platform } of annotations) {
    if (platforms.length === 1 && on.startsWith('index'))
      throw invalid('index annotations not supported for single platform export', 'annotate the manifest instead');
    if (!ociMediaTypes && !on.endsWith('descriptor'))
      throw invalid("Docker's image format has no annotations", 'add oci-mediatypes=true, or leave the annotation');
    if (platform && !platforms.some((built) => samePlatform(built, platform)))
      throw invalid(
        `an annotation is for ${formatPlatform(platform)}, which is not built`,
        `this build is for ${platforms.map(formatPlatform).join(', ')}`,
      );
  }
}

function invalid(message: string, hint: string): BuildError {
  return new BuildError('OPTION_INVALID', message, { hint });
}
