import type { CreateHasher, Digest } from '@strake/core';
import type { Op } from '../graph/op.ts';
import { type Origin, type Vertex, vertex } from '../graph/vertex.ts';

/** The vertices made so far. */
export interface Vertices {
  /** Adds a vertex unless an equal one is there; the first origin stays, and one who ignores the cache speaks for all. */
  add(op: Op, inputs: readonly Digest[], origin: Origin): Digest;
  readonly all: ReadonlyMap<Digest, Vertex>;
}

export function createVertices(createHasher?: CreateHasher): Vertices {
  const all = new Map<Digest, Vertex>();
  return {
    all,
    add(op, inputs, origin) {
      const made = vertex(op, inputs, origin, createHasher);
      const known = all.get(made.digest);
      if (!known) all.set(made.digest, made);
      else if (origin.ignoreCache && !known.origin.ignoreCache) {
        all.set(made.digest, { ...known, origin: { ...known.origin, ignoreCache: true } });
      }
      return made.digest;
    },
  };
}

/** Vertices with numbers in place of digests, all of them different: for who throws the graph away. */
export function createUnnamedVertices(): Vertices {
  const all = new Map<Digest, Vertex>();
  return {
    all,
    add(op, inputs, origin) {
      const digest: Digest = `sha256:${all.size}`;
      all.set(digest, { digest, op, inputs, origin });
      return digest;
    },
  };
}

/** The inputs of a step: each vertex once, the root first. */
export interface Inputs {
  /** Index of the vertex among the inputs. */
  index(digest: Digest): number;
  readonly digests: readonly Digest[];
}

export function createInputs(root: Digest): Inputs {
  const places = new Map([[root, 0]]);
  return {
    get digests() {
      return [...places.keys()];
    },
    index(digest) {
      const place = places.get(digest) ?? places.size;
      places.set(digest, place);
      return place;
    },
  };
}
