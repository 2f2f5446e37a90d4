export * from './model/index.ts';
export type { IndexEntry, Layer, LayerIndex } from './layer/layer.ts';
export type { Resolution, Tree } from './tree/tree.ts';
export type { BlobExpectation, BlobInfo, BlobReader, BlobWriter, ContentStore } from './store/store.ts';
export type { Compression, LayerEntry, LayerStore } from './store/layer-store.ts';
export type { RecordStore } from './store/record-store.ts';
export type { Image } from './image/image.ts';
