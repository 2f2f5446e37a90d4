import { type Descriptor, formatReference, imageArchive, type LayoutOptions, type PackedImage } from '@strake/oci';
import { writeLayout } from '@strake/oci/node';
import { writeFileAtomically } from './atomic-file.ts';
import { imageReferences } from './image-names.ts';
import type { OciOutput, WrittenOutput } from './output.ts';
import { writingFailed } from './output-failed.ts';
import { packTargets } from './pack-target.ts';
import type { OutputContext } from './write-outputs.ts';

/** `type=oci` and `type=docker`: an image layout as a tar or a directory. */
export async function writeLayoutOutput(output: OciOutput, context: OutputContext): Promise<WrittenOutput> {
  const { type, dest, ociMediaTypes = type === 'oci' } = output;
  const { targets, store, signal } = context;
  const { whole, parts, annotations } = await packTargets(targets, { ...output, ociMediaTypes }, store, signal);
  const names = imageReferences(output.names ?? context.names);
  const created = targets[0]?.image.config.created?.replace(/\.\d+/, '');
  const options: LayoutOptions = {
    names,
    annotations,
    dockerManifest: type === 'docker',
    ...(created === undefined ? {} : { created }),
  };
  const place = await writeWhole(output, whole, options, signal);
  return {
    type,
    ...(typeof dest === 'string' ? { dest } : {}),
    ...place,
    manifest: noted(whole.root, created, annotations),
    ...(whole.config ? { config: whole.config } : {}),
    layers: parts.map((image) => image.layers ?? []),
    names: names.map(formatReference),
  };
}

async function writeWhole(
  { dest, tar = true }: OciOutput,
  image: PackedImage,
  options: LayoutOptions,
  signal: AbortSignal,
): Promise<{ readonly size?: number }> {
  try {
    if (typeof dest !== 'string') await dest(imageArchive(image, options, signal), signal);
    else if (tar)
      return {
        size: await writeFileAtomically(dest, imageArchive(image, options, signal, { reuse: true }), { signal }),
      };
    else await writeLayout(dest, image, options, signal);
    return {};
  } catch (cause) {
    throw writingFailed(typeof dest === 'string' ? dest : 'the archive', cause, signal);
  }
}

/** The descriptor as `index.json` has it, but for names. */
function noted(
  root: Descriptor,
  created: string | undefined,
  annotations: Readonly<Record<string, string>>,
): Descriptor {
  const all = { ...(created && { 'org.opencontainers.image.created': created }), ...annotations };
  return Object.keys(all).length > 0 ? { ...root, annotations: all } : root;
}
