import { emptyTree, overlay, type Tree } from '@strake/oci';
import type { FileOp } from '@strake/planner/graph';
import { FileOpError } from '../file/error.ts';
import { fileLayer } from '../file/file-layer.ts';
import { addedLayers, addLayers, baseTreeOf, layersOf, treeOf } from '../layers.ts';
import type { LayersResult, Result } from '../result.ts';
import type { OpRunner } from './context.ts';

/** COPY, ADD, WORKDIR: made from indexes and blob ranges only (invariant I5). */
export const runFile: OpRunner<'file'> = async (vertex, inputs, { services, before, signal, now, epoch }) => {
  const base = layersOf(inputs[0]);
  const sources = sourcesOf(vertex.op);
  const trees = await Promise.all(inputs.map(async (input, i) => (sources.has(i) ? treeOf(input, signal) : emptyTree)));
  // `--link` does not look at its base, which is then not fetched for it.
  const below = vertex.op.link ? emptyTree : sources.has(0) ? trees[0] : await baseTreeOf(base, signal);
  const started = now();
  const entries = fileLayer(vertex.op, trees, {
    now: started,
    base: below,
    matcher: services.matcher,
    previous: await treeBefore(before, signal),
    signal,
    ...(epoch === undefined ? {} : { epoch }),
    ...(services.decompressors ? { decompress: services.decompressors } : {}),
  });
  const layer = await services.layers.write(entries, signal).catch((error: unknown) => explainMissing(error, inputs));
  return addLayers(base, [layer], { hasher: services.hasher, created: new Date(started).toISOString() });
};

/** Inputs of which files are copied. */
function sourcesOf({ actions }: FileOp): ReadonlySet<number> {
  return new Set(actions.flatMap((action) => (action.kind === 'copy' ? [action.input] : [])));
}

/** What the step made last, where its bytes are at hand. */
async function treeBefore(before: LayersResult | undefined, signal: AbortSignal): Promise<Tree | undefined> {
  if (!before) return undefined;
  const layers = addedLayers(before);
  const here = await Promise.all(layers.map(async (layer) => layer.hasTar?.()));
  if (!here.every(Boolean)) return undefined;
  return overlay(await Promise.all(layers.map(async (layer) => ({ layer, index: await layer.index(signal) }))));
}

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
