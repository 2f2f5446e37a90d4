export * from './model/index.ts';
export { OciError, type OciErrorCode } from './error.ts';
export { digestOf, sha256Hasher } from './hash/sha256.ts';
export type { BlobListing, IndexedFile, IndexEntry, Layer, LayerIndex, Listing } from './layer/layer.ts';
export type { OpenOptions, ReadAhead, Resolution, Tree } from './tree/tree.ts';
export { emptyTree } from './tree/empty-tree.ts';
export { type MemoryNode, memoryTree } from './tree/memory-tree.ts';
export { type IndexedLayer, overlay } from './tree/overlay.ts';
export { listedLayer } from './tree/listed-layer.ts';
export { squash } from './tree/squash.ts';
export { resolve } from './tree/resolve.ts';
export { settleIndex } from './tree/settle-index.ts';
export { walkTree } from './tree/walk.ts';
export { hasWildcard, isPattern, matchPath, pathMatcher } from './tree/match-path.ts';
export { type Selected, selectEntries, type TreeSelector } from './tree/select.ts';
export { type CreateExcluder, digestTree, type DigestTreeOptions, TREE_DIGEST_FORMAT } from './tree/digest-tree.ts';
export type {
  BlobExpectation,
  BlobInfo,
  BlobReader,
  BlobWriteOptions,
  BlobWriter,
  ContentStore,
} from './store/store.ts';
export { createMemoryStore } from './store/memory-store.ts';
export { createMemoryRecords } from './store/memory-records.ts';
export { verifyBlob, verifying } from './store/verify-blob.ts';
export { corruptLayer } from './store/corrupt-layer.ts';
export { createLayerStore } from './store/create-layer-store.ts';
export { type LayerStoreOptions, plainSize } from './store/layer-forms.ts';
export { type ByteSource, type Codec, type Codecs, atMost } from './compress/codec.ts';
export { freed } from './compress/freed.ts';
export { compressionOf, unpacked } from './compress/sniff.ts';
export { webGzip } from './compress/web-gzip.ts';
export {
  createTarReader,
  type TarHandler,
  type TarLimits,
  type TarOptions,
  type TarReader,
} from './tar/tar-reader.ts';
export { readTar, type TarItem } from './tar/read.ts';
export type { TarEntry, TarEntryToWrite } from './tar/tar-entry.ts';
export { zeros } from './tar/zeros.ts';
export { type TarWriter, writeTar, type WriteTarOptions } from './tar/write.ts';
export { type HashedBytes, isHashed } from './layer/hashed-bytes.ts';
export { decodeIndexBlob } from './layer/index-codec.ts';
export type { Indexed, Indexer, IndexRequest, LayerSink, ListRequest } from './layer/indexer.ts';
export { readIndex, type ReadIndexOptions } from './layer/read-index.ts';
export { OPAQUE_NAME, WHITEOUT_PREFIX } from './layer/whiteout.ts';
export { withinTimes } from './layer/within-times.ts';
export { type EntryWithData, writeLayer, type WriteLayerOptions } from './layer/write-layer.ts';
export type { Compression, LayerEntry, LayerStore, PackFollower, Packing } from './store/layer-store.ts';
export type { RecordStore } from './store/record-store.ts';
export type { Image } from './image/image.ts';
export { append, chainId, fitHistory, validateImage, withConfig } from './image/edit.ts';
export {
  type ImageFormat,
  type LayerIntake,
  type LayerPlace,
  type PackedBlob,
  type PackedImage,
  packImage,
  type PackImageOptions,
  packIndex,
  type PackIndexOptions,
} from './image/pack-image.ts';
export {
  blobPath,
  layoutEntries,
  type LayoutMember,
  layoutMembers,
  type LayoutOptions,
} from './image/layout-members.ts';
export { imageArchive } from './image/archive.ts';
export {
  contentReader,
  type ImageManifest,
  type ImageReader,
  readImage,
  type ReadImageOptions,
  readManifest,
} from './image/read-image.ts';
