/** Contract suites, generators and printers for tests. Needs vitest and fast-check. */
export { contentStoreContract } from './testing/content-store-contract.ts';
export { recordStoreContract } from './testing/record-store-contract.ts';
export { layerStoreContract } from './testing/layer-store-contract.ts';
export { entryNames, entryPaths, layerEntries, type LayerItem, withContents } from './testing/arbitraries.ts';
export { listIndex, listTree, readAll, readText } from './testing/listing.ts';
export { limitThreads, type LimitedThreads } from './testing/limit-threads.ts';
export { startedThreads, type StartedThreads } from './testing/started-threads.ts';
