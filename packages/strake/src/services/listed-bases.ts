import type { Digest } from '@strake/core';
import type { ImageSource } from '@strake/executor';
import type { Layer } from '@strake/oci';
import type { Graph } from '@strake/planner';
import type { FileAction, ImageOp, Vertex } from '@strake/planner/graph';
import { mountable } from '../images/mountable.ts';
import type { BuildInput } from '../input/build-input.ts';
import { imageReferences, normalizedNames } from '../output/image-names.ts';
import type { ImageOutput, Output } from '../output/output.ts';
import type { Images } from './images.ts';

/** What becomes of a build's image and of what is known then, and where its bases are. */
export type Destinations = Pick<BuildInput, 'outputs' | 'tags' | 'cacheFrom' | 'cacheTo'> & Pick<Images, 'sourcesOf'>;

/**
 * Keeps nothing of bases that steps of this build only want a listing of, as COPY does of what it copies onto, and that its
 * outputs leave where they are. An image that stays here by name may be run before long: its base is kept. Caches elsewhere
 * hold indexes, and steps on layers that nobody has only listed: builds that use one make indexes, too.
 */
export function keepingNeeded(images: ImageSource, graph: Graph, destinations: Destinations): ImageSource {
  const read = readVertices(graph);
  const built = chainsOf(graph, new Set(graph.targets.map(({ root }) => root)));
  const needed = new Set<Digest>();
  const lookedAt = [destinations.cacheFrom, destinations.cacheTo].some((caches) => caches?.length) ? indexed : listed;
  for (const { digest, op } of graph.vertices.values())
    if (op.kind === 'image' && (read.has(digest) || (built.has(digest) && takesAlong(op, destinations))))
      needed.add(op.manifest);
  return {
    layers: async (op, progress, signal) => {
      const layers = await images.layers(op, progress, signal);
      return needed.has(op.manifest) ? layers : Promise.all(layers.map(lookedAt));
    },
  };
}

async function listed(layer: Layer): Promise<Layer> {
  return (await layer.listed?.()) ?? layer;
}

function indexed(layer: Layer): Promise<Layer> {
  return Promise.resolve({ ...layer, index: (signal) => layer.index(signal, { only: true }) });
}

/** Vertices whose files are read by a step: by a command, or because they are copied. */
function readVertices(graph: Graph): ReadonlySet<Digest> {
  const readers = [...graph.vertices.values()].flatMap((vertex) => inputsRead(vertex));
  return chainsOf(graph, new Set(readers));
}

function inputsRead({ op, inputs }: Vertex): readonly Digest[] {
  if (op.kind === 'exec') return inputs;
  if (op.kind !== 'file') return [];
  const read = new Set(
    op.actions.flatMap((action) => [...(action.kind === 'copy' ? [action.input] : []), ...usersRead(action)]),
  );
  return inputs.filter((_, i) => read.has(i));
}

/** Owners are looked up by name in a file of the base. */
function usersRead({ owner }: FileAction): readonly number[] {
  return typeof owner?.user === 'string' || typeof owner?.group === 'string' ? [0] : [];
}

/** The vertices, and what they are based on. */
function chainsOf(graph: Graph, tops: ReadonlySet<Digest>): ReadonlySet<Digest> {
  const chains = new Set<Digest>();
  for (const top of tops)
    for (let at = graph.vertices.get(top); at && !chains.has(at.digest); at = baseOf(graph, at)) chains.add(at.digest);
  return chains;
}

function baseOf({ vertices }: Graph, { op, inputs: [base] }: Vertex): Vertex | undefined {
  return base !== undefined && (op.kind === 'file' || op.kind === 'exec') ? vertices.get(base) : undefined;
}

/** Whether the bytes of an image that is the base of one that is built are wanted for an output, or after the build. */
function takesAlong(op: ImageOp, { outputs = [], tags = [], sourcesOf }: Destinations): boolean {
  const names = normalizedNames(tags);
  const made = outputs.filter(({ type }) => type !== 'cacheonly');
  const sent = made.filter(isSent).flatMap((output) => output.names ?? names);
  if (!made.every(isSent) || names.some((name) => !sent.includes(name))) return true;
  return imageReferences(sent).some((to) => mountable(sourcesOf(op), to).length === 0);
}

/** Whether an image goes to a registry, the layers of its base as they came. */
function isSent(output: Output): output is ImageOutput {
  if (output.type !== 'image' || output.forceCompression === true) return false;
  return output.push === true || output.pushByDigest === true;
}
