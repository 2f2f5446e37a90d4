import type { ByteStream } from '@strake/core';
import { baseName, type Entry, formatPlatform, joinPath, overlay, parentPath, type Tree, writeTar } from '@strake/oci';
import { BuildError } from '../error.ts';
import { writeFileAtomically } from './atomic-file.ts';
import type { FilesOutput, WrittenOutput } from './output.ts';
import { writingFailed } from './output-failed.ts';
import type { TargetImage } from './target-image.ts';
import { type KeptNames, openDirectoryWriter } from './write-directory.ts';
import type { OutputContext } from './write-outputs.ts';

/** The files of one platform's image, and where they go inside the output. */
interface Part {
  readonly platform: string;
  /** Empty, or the name of the platform's directory. */
  readonly prefix: string;
  readonly tree: Tree;
  /** The date that all files get, in seconds. */
  readonly epoch?: number;
}

/** `type=local` and `type=tar`: the image's files. */
export async function writeFiles(output: FilesOutput, context: OutputContext): Promise<WrittenOutput> {
  const { type, dest } = output;
  const { targets, signal } = context;
  const split = output.platformSplit ?? targets.length > 1;
  const parts = await Promise.all(targets.map((target) => partOf(target, split, context)));
  if (!split) checkOverlap(parts);
  const written: { type: typeof type; dest?: string } = { type, ...(typeof dest === 'string' ? { dest } : {}) };
  try {
    if (typeof dest !== 'string') await dest(tarOf(parts, signal), signal);
    else if (type === 'tar')
      return { ...written, size: await writeFileAtomically(dest, tarOf(parts, signal), { signal }) };
    else await writeParts(dest, parts, output.mode === 'delete', context);
    return written;
  } catch (cause) {
    throw writingFailed(typeof dest === 'string' ? dest : 'the archive', cause, signal);
  }
}

async function partOf({ image, epoch }: TargetImage, split: boolean, { store, signal }: OutputContext): Promise<Part> {
  const platform = formatPlatform(image.config);
  // The store's own layers: their bytes say what is in them, not a cache elsewhere.
  const layers = await Promise.all(
    image.layers.map(async (given) => {
      const layer = (await store.layers.get(given.diffId)) ?? given;
      return { layer, index: await layer.index(signal) };
    }),
  );
  return {
    platform,
    prefix: split ? platform.replaceAll('/', '_') : '',
    tree: overlay(layers),
    ...(epoch === undefined ? {} : { epoch }),
  };
}

/** Platforms may share directories, nothing else. */
function checkOverlap(parts: readonly Part[]): void {
  if (parts.length === 1) return;
  const seen = new Map<string, { readonly platform: string; readonly type: Entry['type'] }>();
  for (const { platform, tree } of parts) {
    for (const { path, type } of tree.walk()) {
      const other = seen.get(path);
      if (other && other.platform !== platform && (other.type !== 'directory' || type !== 'directory'))
        throw new BuildError('OUTPUT_FAILED', `${path} is in the images for ${other.platform} and for ${platform}`, {
          hint: 'leave out platform-split=false: each platform gets a directory',
        });
      seen.set(path, { platform, type });
    }
  }
}

function tarOf(parts: readonly Part[], signal: AbortSignal): ByteStream {
  return writeTar((writer) => addParts(writer, parts, signal));
}

async function addParts(
  writer: { add(entry: Entry, data?: ByteStream): number | Promise<unknown> },
  parts: readonly Part[],
  signal: AbortSignal,
): Promise<void> {
  for (const { prefix, tree, epoch } of parts) {
    if (prefix !== '')
      await writer.add({ type: 'directory', path: prefix, mode: 0o755, uid: 0, gid: 0, mtime: epoch ?? 0 });
    for (const entry of tree.walk()) {
      signal.throwIfAborted();
      const data = entry.type === 'file' ? tree.open(entry.path, signal) : undefined;
      await writer.add(placed(dated(entry, epoch), prefix), data);
    }
  }
}

async function writeParts(
  directory: string,
  parts: readonly Part[],
  deletes: boolean,
  context: OutputContext,
): Promise<void> {
  const { signal, note } = context;
  const writer = openDirectoryWriter(directory, deletes ? namesOf(parts) : undefined);
  try {
    await addParts(writer, parts, signal);
    writer.finish();
  } catch (error) {
    if (writer.hasBegun) note(`${directory} holds a part of the files`);
    throw error;
  } finally {
    writer[Symbol.dispose]();
  }
  const [first] = writer.skipped;
  if (first !== undefined)
    note(`${writer.skipped.length} device nodes were left out of ${directory} (${first}): only root can make them`);
}

/** What is in each directory of all parts together. */
function namesOf(parts: readonly Part[]): KeptNames {
  const names = new Map<string, Set<string>>();
  const add = (path: string): void => {
    const parent = parentPath(path);
    const known = names.get(parent) ?? new Set<string>();
    names.set(parent, known.add(baseName(path)));
  };
  for (const { prefix, tree } of parts) {
    if (prefix !== '') add(prefix);
    for (const { path } of tree.walk()) add(joinPath(prefix, path));
  }
  return names;
}

function dated(entry: Entry, epoch: number | undefined): Entry {
  return epoch === undefined ? entry : { ...entry, mtime: epoch, mtimeNs: 0 };
}

function placed(entry: Entry, prefix: string): Entry {
  if (prefix === '') return entry;
  const moved = { ...entry, path: `${prefix}/${entry.path}` };
  return moved.type === 'hardlink' ? { ...moved, target: `${prefix}/${moved.target}` } : moved;
}
