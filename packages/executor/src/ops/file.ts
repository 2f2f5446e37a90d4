import { FileOpError } from '../file/error.ts';
import { fileLayer } from '../file/file-layer.ts';
import { addLayers, layersOf, treeOf } from '../layers.ts';
import type { Result } from '../result.ts';
import type { OpRunner } from './context.ts';

/** COPY, ADD, WORKDIR: made from indexes and blob ranges only (invariant I5). */
export const runFile: OpRunner<'file'> = async (vertex, inputs, { services, signal, now, epoch }) => {
  const base = layersOf(inputs[0]);
  const trees = await Promise.all(inputs.map((input) => treeOf(input, signal)));
  const started = now();
  const entries = fileLayer(vertex.op, trees, {
    now: started,
    matcher: services.matcher,
    signal,
    ...(epoch === undefined ? {} : { epoch }),
    ...(services.decompressors ? { decompress: services.decompressors } : {}),
  });
  const layer = await services.layers.write(entries, signal).catch((error: unknown) => explainMissing(error, inputs));
  return addLayers(base, [layer], { hasher: services.hasher, created: new Date(started).toISOString() });
};

/** What is missing from a context is often there, but ignored. */
function explainMissing(error: unknown, inputs: readonly Result[]): never {
  const ignorable = inputs.some((input) => input.kind === 'tree');
  if (!(error instanceof FileOpError) || error.code !== 'SOURCE_NOT_FOUND' || error.hint !== undefined || !ignorable)
    throw error;
  throw new FileOpError(error.code, error.message, {
    cause: error,
    data: error.data,
    hint: 'it is not in the build context, or .dockerignore excludes it',
  });
}
