/** The nouns of OCI images and their text and JSON forms, without any machinery: what planner and language server may import. */
export { type Descriptor, MediaType } from './descriptor.ts';
export {
  formatPlatform,
  normalizePlatform,
  parsePlatform,
  type Platform,
  platformRank,
  samePlatform,
} from './platform.ts';
export type { ImageIndex, Manifest } from './manifest.ts';
export type { Healthcheck, HistoryEntry, ImageConfig, RunConfig } from './config.ts';
export { familiarReference, formatReference, parseReference, type Reference } from './reference.ts';
export type { Parsed } from './parsed.ts';
export type {
  DeviceEntry,
  DirectoryEntry,
  Entry,
  EntryMeta,
  EntryPath,
  FifoEntry,
  FileEntry,
  HardlinkEntry,
  ListedFile,
  SymlinkEntry,
} from './entry.ts';
export {
  baseName,
  comparePaths,
  confinePath,
  decodeName,
  encodeName,
  isWithin,
  joinPath,
  parentPath,
  parseEntryPath,
  parseInwardPath,
} from './entry-path.ts';
export { CONFIG_LIMIT, decodeConfig } from './decode-config.ts';
export { decodeDescriptor, decodeManifest, MANIFEST_LIMIT, type ManifestDocument } from './decode-manifest.ts';
export { encodeConfig, encodeIndex, encodeManifest } from './encode.ts';
