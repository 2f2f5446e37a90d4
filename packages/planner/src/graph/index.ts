export type * from './op.ts';
export { type Graph, type Origin, type PlannedHistory, type Target, type Vertex, vertex } from './vertex.ts';
export type { KeyInput, KeyRecipe, Selector } from './key.ts';
export { cacheKey, keyRecipe } from './recipe.ts';
export { graphOf } from './topology.ts';
export { decodeGraph, encodeGraph } from './codec.ts';
