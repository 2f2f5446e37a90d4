export type * from './op.ts';
export type { Graph, Origin, PlannedHistory, Target, Vertex } from './vertex.ts';
export type { KeyInput, KeyRecipe, Selector } from './key.ts';
