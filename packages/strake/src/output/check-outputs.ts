import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Platform } from '@strake/oci';
import { BuildError } from '../error.ts';
import { checkAnnotations } from './annotation.ts';
import { checkDirectory } from './check-writable.ts';
import { outputFailed } from './output-failed.ts';
import type { Output } from './output.ts';
import { refuseOverlap } from './refuse-overlap.ts';

/** Finds out before a long build that an output could not be written in the end. Throws `OUTPUT_FAILED`, `OPTION_INVALID`. */
export async function checkOutputs(
  outputs: readonly Output[],
  names: readonly string[],
  platforms: readonly Platform[],
): Promise<void> {
  await refuseOverlap(outputs);
  for (const output of outputs) {
    if (output.type === 'image') checkImage(output, names);
    if (output.type === 'docker' && platforms.length > 1)
      throw new BuildError('OPTION_INVALID', 'docker exporter does not support exporting manifest lists', {
        hint: 'use type=oci for several platforms',
      });
    if ('annotations' in output)
      checkAnnotations(output.annotations ?? [], platforms, output.ociMediaTypes ?? output.type !== 'docker');
    if (!('dest' in output)) continue;
    const directory = isDirectory(output);
    if (typeof output.dest === 'string') await checkPlace(output.dest, directory);
    else if (directory)
      throw new BuildError('OPTION_INVALID', `the ${output.type} output writes a directory, which is no stream`);
  }
}

function isDirectory(output: Extract<Output, { dest: unknown }>): boolean {
  return output.type === 'local' || ('tar' in output && output.tar === false);
}

function checkImage(output: Extract<Output, { type: 'image' }>, tags: readonly string[]): void {
  const { push = false, pushByDigest = false, names = tags } = output;
  if ((push || pushByDigest) && names.length === 0)
    throw new BuildError('OPTION_INVALID', 'tag is needed when pushing to registry', {
      hint: 'name the image with its registry: -t registry.example/app:1.0',
    });
  const tagged = pushByDigest ? names.find((name) => /:[\w][\w.-]*$/.test(name)) : undefined;
  if (tagged !== undefined)
    throw new BuildError('OPTION_INVALID', `can't push tagged ref ${tagged} by digest`, {
      hint: 'name the repository without a tag: name=registry.example/app',
    });
}

async function checkPlace(dest: string, directory: boolean): Promise<void> {
  const existing = await stat(dest).catch(() => undefined);
  if (existing?.isDirectory() && !directory)
    throw outputFailed(dest, 'it is a directory', {
      hint: 'name a file, or add tar=false to write a layout directory',
    });
  if (existing && !existing.isDirectory() && directory) throw outputFailed(dest, 'it is no directory');
  if (existing && !existing.isFile() && !existing.isDirectory()) return;
  await checkDirectory(dest, directory && existing ? dest : dirname(dest), directory);
}
