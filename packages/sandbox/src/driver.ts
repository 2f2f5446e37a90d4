import type { Layer } from '@strake/oci';
import type { PortableCache } from './portable-cache.ts';
import type { NetworkTool } from './network/isolated-network.ts';
import type { Sandbox } from './runtime/sandbox.ts';
import type { Snapshotter } from './snapshot/snapshotter.ts';

/** Names of the ways to isolate a command: see `DRIVERS`. */
export type DriverName = 'crun' | 'runc' | 'unshare' | 'bwrap' | 'single-uid' | 'chroot';

/** Drivers that work inside a jail, apart from the host. */
export type JailDriverName = Exclude<DriverName, 'chroot'>;

/** How the sandbox's ids map to the host's. */
export type IdMapping =
  /** Root: ids on disk are the image's own. */
  | 'identity'
  /** A range of subordinate ids (newuidmap). */
  | 'subids'
  /** Only uid 0 exists inside: USER fails, chown too (or seems to work, with the driver `single-uid`), files of the base keep their recorded owners. */
  | 'single';

/** Takes cache mounts to other machines and back. */
export interface CacheTransfer {
  /** The caches that commands of this session have used, as layers in the store. */
  export(signal: AbortSignal): Promise<readonly PortableCache[]>;
  /** Makes a cache of a layer, which is `cache.diffId`. False when there is one of that key: it stays. */
  import(cache: PortableCache, layer: Layer, signal: AbortSignal): Promise<boolean>;
}

/** A working sandbox with its snapshotter; disposing kills every process and undoes every mount. */
export interface SandboxSession extends AsyncDisposable {
  readonly driver: DriverName;
  readonly ids: IdMapping;
  /** What the network `default` of a command is: isolated by a tool, or the host's. */
  readonly network: NetworkTool | 'host';
  /** For people: what is weaker than usual here, one sentence each. */
  readonly notes: readonly string[];
  readonly snapshotter: Snapshotter;
  readonly sandbox: Sandbox;
  readonly caches: CacheTransfer;
}
