import type { RegistryClient } from '@strake/registry';
import type { DiskStore } from '@strake/oci/node';
import type { ImageRecords } from './image-records.ts';

/** What work on stored images uses. */
export interface StoreContext {
  readonly store: DiskStore;
  readonly images: ImageRecords;
  readonly registry: () => RegistryClient;
}
