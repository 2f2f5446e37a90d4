/** The nouns of OCI images without any machinery: what planner and language server may import. */
export { type Descriptor, MediaType } from './descriptor.ts';
export type { Platform } from './platform.ts';
export type { ImageIndex, Manifest } from './manifest.ts';
export type { Healthcheck, HistoryEntry, ImageConfig, RunConfig } from './config.ts';
export type { Reference } from './reference.ts';
export type {
  DeviceEntry,
  DirectoryEntry,
  Entry,
  EntryMeta,
  EntryPath,
  FifoEntry,
  FileEntry,
  HardlinkEntry,
  SymlinkEntry,
} from './entry.ts';
