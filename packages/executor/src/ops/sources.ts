import { ExecutorError } from '../error.ts';
import { layersResult } from '../layers.ts';
import type { OpRunner } from './context.ts';

export const runScratch: OpRunner<'scratch'> = (_vertex, _inputs, { services }) =>
  Promise.resolve(layersResult([], services.hasher));

export const runImage: OpRunner<'image'> = async (vertex, _inputs, { services, progress, signal }) => {
  if (!services.images) throw missing('images', vertex.op.ref);
  return layersResult(await services.images.layers(vertex.op, progress, signal), services.hasher);
};

export const runLocal: OpRunner<'local'> = async (vertex, _inputs, { services, selectionsOf, signal }) => {
  const source = services.contexts.get(vertex.op.name);
  if (!source) {
    throw new ExecutorError('NO_SOURCE', 'this build has no context to take files from', {
      hint: 'name a directory; a Dockerfile on standard input with a context is -f - PATH',
    });
  }
  return { kind: 'tree', tree: await source.load(selectionsOf(vertex), signal) };
};

export const runHttp: OpRunner<'http'> = async (vertex, _inputs, { services, progress, signal }) => {
  if (!services.downloads) throw missing('downloads', vertex.op.url);
  return { kind: 'tree', tree: await services.downloads.http(vertex.op, progress, signal) };
};

export const runGit: OpRunner<'git'> = async (vertex, _inputs, { services, progress, signal }) => {
  if (!services.downloads) throw missing('downloads', vertex.op.remote);
  return { kind: 'tree', tree: await services.downloads.git(vertex.op, progress, signal) };
};

function missing(ability: string, wanted: string): ExecutorError {
  return new ExecutorError('NO_SOURCE', `nothing supplies ${ability} here, and a step wants ${JSON.stringify(wanted)}`);
}
