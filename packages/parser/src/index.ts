export type * from './ast/nodes.ts';
export type { ParseResult } from './parse-result.ts';
export type { ExpandOptions, Expansion, ExpansionFault, ExpansionPiece, Scope } from './words/scope.ts';
