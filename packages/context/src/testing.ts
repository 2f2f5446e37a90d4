/** The contract suite of context sources, for tests. Needs vitest. */
export { CONTEXT_FILES, contextSourceContract } from './testing/context-source-contract.ts';
