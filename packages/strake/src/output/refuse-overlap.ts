import { realpath, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { BuildError } from '../error.ts';
import type { Output } from './output.ts';

interface Place {
  readonly kind: 'file' | 'files' | 'layout';
  /** As it was given. */
  readonly dest: string;
  /** Without symbolic links. */
  readonly path: string;
}

/**
 * Refuses outputs of which one would replace, or fall among, what the other has written. Two layouts may share a directory,
 * and so may two that write the same files. Throws `OPTION_INVALID`.
 */
export async function refuseOverlap(outputs: readonly Output[]): Promise<void> {
  const places: Place[] = [];
  for (const output of outputs) {
    const place = await placeOf(output);
    if (!place) continue;
    const other = places.find((one) => collide(one, place) || collide(place, one));
    if (other) throw overlap(other, place);
    places.push(place);
  }
}

/** Undefined for what has no place of its own: streams, pipes, devices. */
async function placeOf(output: Output): Promise<Place | undefined> {
  if (!('dest' in output) || typeof output.dest !== 'string') return undefined;
  const { type, dest } = output;
  const existing = await stat(dest).catch(() => undefined);
  if (existing && !existing.isFile() && !existing.isDirectory()) return undefined;
  const kind = type === 'local' ? 'files' : 'tar' in output && output.tar === false ? 'layout' : 'file';
  return { kind, dest, path: await realPlace(resolve(dest)) };
}

/** Where a path that need not exist leads. */
async function realPlace(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch {
    const above = dirname(path);
    return above === path ? path : join(await realPlace(above), basename(path));
  }
}

function collide(one: Place, other: Place): boolean {
  if (one.path === other.path) return one.kind === 'file' || one.kind !== other.kind;
  const inside = relative(one.path, other.path);
  return one.kind !== 'file' && inside !== '..' && !inside.startsWith(`..${sep}`) && !isAbsolute(inside);
}

function overlap(one: Place, other: Place): BuildError {
  const message =
    one.path === other.path
      ? `two outputs are to be written to ${other.dest}`
      : `one of the outputs ${one.dest} and ${other.dest} would be written into the other`;
  return new BuildError('OPTION_INVALID', message, { hint: 'give each output a place of its own: dest=PATH' });
}
