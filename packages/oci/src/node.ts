export { nodeHasher } from './hash/node-hasher.ts';
export { nodeCodecs, type NodeCodecsOptions } from './compress/node/codecs.ts';
export { gzip, type GzipOptions } from './compress/node/gzip.ts';
export { zstd, type ZstdOptions } from './compress/node/zstd.ts';
export { gunzip, unzstd } from './compress/node/decompress.ts';
export { type DiskStore, openStore, type OpenStoreOptions } from './store/node/open-store.ts';
export { type ImageLayout, openLayout } from './image/node/open-layout.ts';
export { writeLayout } from './image/node/write-layout.ts';
export { hostPlatform } from './model/node/host-platform.ts';
