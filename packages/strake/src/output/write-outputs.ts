import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { access, constants, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import {
  type Image,
  imageArchive,
  type LayoutOptions,
  packImage,
  packIndex,
  type PackedImage,
  parseReference,
} from '@strake/oci';
import { type DiskStore, writeLayout } from '@strake/oci/node';
import { BuildError } from '../error.ts';
import type { Output, WrittenOutput } from './output.ts';

/** Finds out before a long build that an output could not be written in the end. Throws `OUTPUT_FAILED`. */
export async function checkOutputs(outputs: readonly Output[]): Promise<void> {
  for (const output of outputs) {
    const existing = await stat(output.dest).catch(() => undefined);
    if (existing?.isDirectory() && output.tar !== false) {
      throw failed(output, 'it is a directory', 'name a file, or add tar=false to write a layout directory');
    }
    const directory = output.tar === false && existing ? output.dest : dirname(output.dest);
    try {
      await access(directory, constants.W_OK | constants.X_OK);
    } catch (cause) {
      const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
      if (missing && output.tar === false) continue;
      throw failed(
        output,
        missing ? `there is no directory ${directory}` : `${directory} is not writable`,
        undefined,
        cause,
      );
    }
  }
}

/** Writes every output, one after another. What was at `dest` stays until its successor is complete. */
export async function writeOutputs(
  outputs: readonly Output[],
  images: readonly Image[],
  names: readonly string[],
  store: DiskStore,
  signal: AbortSignal,
): Promise<readonly WrittenOutput[]> {
  const written: WrittenOutput[] = [];
  for (const output of outputs) written.push(await writeOutput(output, images, names, store, signal));
  return written;
}

async function writeOutput(
  output: Output,
  images: readonly Image[],
  names: readonly string[],
  store: DiskStore,
  signal: AbortSignal,
): Promise<WrittenOutput> {
  const { type, dest, tar = true, compression = 'gzip' } = output;
  const { content, layers } = store;
  const packed = await Promise.all(
    images.map((image) => packImage(image, { content, layers, compression, format: type, signal })),
  );
  const [only, ...more] = packed;
  if (!only) throw new Error('a build has no image');
  const root = more.length === 0 ? only : await packIndex(packed, { content, signal });
  const options = layoutOptions(output, images, names);
  const size = tar ? await writeArchive(output, root, options, signal) : undefined;
  if (!tar) await writeLayout(dest, root, options, signal).catch((cause: unknown) => rethrow(output, cause, signal));
  return {
    type,
    dest,
    manifest: root.root,
    layers: packed.map((image) => image.layers ?? []),
    ...(size === undefined ? {} : { size }),
  };
}

function layoutOptions(output: Output, images: readonly Image[], names: readonly string[]): LayoutOptions {
  const references = (output.names ?? names).map((name) => {
    const reference = parseReference(name);
    if (reference.ok) return reference.value;
    throw new BuildError('OPTION_INVALID', `${JSON.stringify(name)} is no image name: ${reference.message}`);
  });
  const created = images[0]?.config.created;
  const { type } = output;
  return { names: references, dockerManifest: type === 'docker', ...(created === undefined ? {} : { created }) };
}

async function writeArchive(
  output: Output,
  image: PackedImage,
  options: LayoutOptions,
  signal: AbortSignal,
): Promise<number> {
  const { dest } = output;
  const temporary = join(dirname(dest), `.${basename(dest)}.${randomUUID()}.tmp`);
  try {
    await pipeline(imageArchive(image, options, signal), createWriteStream(temporary, { flags: 'wx' }), { signal });
    await rename(temporary, dest);
    return (await stat(dest)).size;
  } catch (cause) {
    await rm(temporary, { force: true });
    return rethrow(output, cause, signal);
  }
}

function rethrow(output: Output, cause: unknown, signal: AbortSignal): never {
  if (signal.aborted || !(cause instanceof Error) || !('syscall' in cause)) throw cause;
  throw failed(output, cause.message, undefined, cause);
}

function failed({ dest }: Output, why: string, hint?: string, cause?: unknown): BuildError {
  return new BuildError('OUTPUT_FAILED', `cannot write ${dest}: ${why}`, {
    ...(hint === undefined ? {} : { hint }),
    ...(cause === undefined ? {} : { cause }),
  });
}
