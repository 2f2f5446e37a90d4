import { fileLayer } from '../file/file-layer.ts';
import { layersOf, layersResult, treeOf } from '../layers.ts';
import type { OpRunner } from './context.ts';

/** COPY, ADD, WORKDIR: made from indexes and blob ranges only (invariant I5). */
export const runFile: OpRunner<'file'> = async (vertex, inputs, { services, signal, now, epoch }) => {
  const base = layersOf(inputs[0]);
  const trees = await Promise.all(inputs.map((input) => treeOf(input, signal)));
  const started = now();
  const entries = fileLayer(vertex.op, trees, {
    now: started,
    signal,
    ...(epoch === undefined ? {} : { epoch }),
    ...(services.matcher ? { matcher: services.matcher } : {}),
    ...(services.decompressors ? { decompress: services.decompressors } : {}),
  });
  const layer = await services.layers.write(entries, signal);
  return layersResult([...base.layers, layer], services.hasher, new Date(started).toISOString());
};
