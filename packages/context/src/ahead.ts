/** `@strake/context/ahead`: little code, for programs that begin before they load the rest. */
export { rememberedTrees } from './node/remembered-trees.ts';
export { startLookThreadsAhead } from './node/look-threads.ts';
