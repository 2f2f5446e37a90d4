import type { ImageRecords } from '../images/image-records.ts';
import type { RegistryClient } from '@strake/registry';
import type { DiskStore } from '@strake/oci/node';
import { writeFiles } from './files-output.ts';
import { keepImage } from './image-output.ts';
import { writeLayoutOutput } from './layout-output.ts';
import type { Output, WrittenOutput } from './output.ts';
import type { TargetImage } from './target-image.ts';
import { type Destination, sweepUnfinished, whileNoted } from './unfinished.ts';

/** What outputs are made of. */
export interface OutputContext {
  /** One per platform. */
  readonly targets: readonly TargetImage[];
  /** The build's tags, normalised. */
  readonly names: readonly string[];
  readonly store: DiskStore;
  readonly images: ImageRecords;
  /** Base images in registries, which hold the layers that were never fetched. */
  readonly sources: readonly string[];
  readonly registry: () => RegistryClient;
  readonly note: (message: string) => void;
  readonly signal: AbortSignal;
}

/**
 * Writes every output, one after another. What was at its place stays until its successor is complete.
 * Throws `OUTPUT_FAILED` (`BuildError`), `RegistryError`.
 */
export async function writeOutputs(
  outputs: readonly Output[],
  context: OutputContext,
): Promise<readonly WrittenOutput[]> {
  const written: WrittenOutput[] = [];
  await sweepUnfinished(context.store);
  if (outputs.some((output) => 'rewriteTimestamp' in output && output.rewriteTimestamp))
    if (context.targets.every(({ epoch }) => epoch === undefined))
      context.note('rewrite-timestamp has no date to rewrite to: set SOURCE_DATE_EPOCH');
  for (const output of outputs) {
    const destination = destinationOf(output);
    const write = (): Promise<WrittenOutput> => writeOutput(output, context);
    written.push(await (destination ? whileNoted(destination, context.store, write) : write()));
  }
  return written;
}

function destinationOf(output: Output): Destination | undefined {
  if (!('dest' in output) || typeof output.dest !== 'string') return undefined;
  if (output.type === 'local') return { kind: 'directory', path: output.dest };
  return { kind: 'tar' in output && output.tar === false ? 'layout' : 'file', path: output.dest };
}

function writeOutput(output: Output, context: OutputContext): Promise<WrittenOutput> {
  switch (output.type) {
    case 'oci':
    case 'docker':
      return writeLayoutOutput(output, context);
    case 'local':
    case 'tar':
      return writeFiles(output, context);
    case 'image':
      return keepImage(output, context);
    case 'cacheonly':
      return Promise.resolve({ type: output.type });
  }
}
