import {
  type Descriptor,
  formatReference,
  imageArchive,
  type LayerIntake,
  type LayoutOptions,
  type PackedImage,
} from '@strake/oci';
import { createArchiveFile, type LayoutDirectory, openLayoutDirectory } from '@strake/oci/node';
import { openReplacement, type Replacement, writeFileAtomically } from './atomic-file.ts';
import { imageReferences } from './image-names.ts';
import type { OciOutput, WrittenOutput } from './output.ts';
import { writingFailed } from './output-failed.ts';
import { type PackedTargets, packTargets } from './pack-target.ts';
import type { OutputContext } from './write-outputs.ts';

/** `type=oci` and `type=docker`: an image layout as a tar or a directory. */
export async function writeLayoutOutput(output: OciOutput, context: OutputContext): Promise<WrittenOutput> {
  const { type, dest, ociMediaTypes = type === 'oci' } = output;
  const { targets, store, signal } = context;
  const names = imageReferences(output.names ?? context.names);
  const created = targets[0]?.image.config.created?.replace(/\.\d+/, '');
  const { packed, ...place } = await writeWhole(output, {
    pack: (intake) => packTargets(targets, { ...output, ociMediaTypes }, store, signal, intake),
    layout: ({ annotations }) => ({
      names,
      annotations,
      dockerManifest: type === 'docker',
      ...(created === undefined ? {} : { created }),
    }),
    signal,
  });
  const { whole, parts, annotations } = packed;
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

interface Work {
  pack(intake?: LayerIntake): Promise<PackedTargets>;
  layout(packed: PackedTargets): LayoutOptions;
  readonly signal: AbortSignal;
}

interface Written {
  readonly packed: PackedTargets;
  /** Bytes of a file. */
  readonly size?: number;
}

async function writeWhole({ dest, tar = true }: OciOutput, work: Work): Promise<Written> {
  const failed = (cause: unknown): unknown =>
    writingFailed(typeof dest === 'string' ? dest : 'the archive', cause, work.signal);
  const told = <T>(done: Promise<T>): Promise<T> =>
    done.catch((cause: unknown) => {
      throw failed(cause);
    });
  if (typeof dest === 'string' && tar) {
    const replacement = await told(openReplacement(dest));
    if (replacement) return writeArchive(replacement, work, failed);
  }
  if (typeof dest === 'string' && !tar) return writeDirectory(dest, work, failed);
  const packed = await work.pack();
  const size = await told(writePacked(dest, packed.whole, work.layout(packed), work.signal));
  return { packed, ...(size === undefined ? {} : { size }) };
}

/** The archive grows while layers are packed. */
async function writeArchive(
  replacement: Replacement,
  work: Work,
  failed: (cause: unknown) => unknown,
): Promise<Written> {
  try {
    const archive = createArchiveFile(replacement.file.fd, failed);
    const packed = await work.pack(archive);
    const size = await archive.end(packed.whole, work.layout(packed), work.signal);
    await replacement.commit().catch((cause: unknown) => {
      throw failed(cause);
    });
    return { packed, size };
  } finally {
    await replacement[Symbol.asyncDispose]();
  }
}

/** The layout grows while layers are packed. */
async function writeDirectory(dest: string, work: Work, failed: (cause: unknown) => unknown): Promise<Written> {
  const layout = opened(dest, failed);
  try {
    const packed = await work.pack(layout);
    await layout.end(packed.whole, work.layout(packed), work.signal).catch((cause: unknown) => {
      throw failed(cause);
    });
    return { packed };
  } finally {
    await layout[Symbol.asyncDispose]();
  }
}

function opened(dest: string, failed: (cause: unknown) => unknown): LayoutDirectory {
  try {
    return openLayoutDirectory(dest, failed);
  } catch (cause) {
    throw failed(cause);
  }
}

async function writePacked(
  dest: OciOutput['dest'],
  image: PackedImage,
  options: LayoutOptions,
  signal: AbortSignal,
): Promise<number | undefined> {
  if (typeof dest !== 'string') await dest(imageArchive(image, options, signal), signal);
  else return writeFileAtomically(dest, imageArchive(image, options, signal, { reuse: true }), { signal });
  return undefined;
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
