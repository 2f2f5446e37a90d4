import type { Digest } from '@strake/core';
import type { DriverName, IdMapping, JailDriverName } from '../driver.ts';
import type { NetworkChoice, NetworkTool } from '../network/isolated-network.ts';
import type { RunLimits } from '../limits/run-limits.ts';
import type { ExtraTrust } from '../trust/add-trust.ts';
import type { Interpreter } from '../runtime/register-interpreter.ts';
import type { PortableCache } from '../portable-cache.ts';
import type { CacheTrim } from '../runtime/mounts/trim-caches.ts';
import type { UnpackedSizes } from '../snapshot/measure-unpacked.ts';
import type { TreeDiscard } from '../snapshot/discard-trees.ts';
import type { Exit, RunSpec } from '../runtime/sandbox.ts';

/** How the session's owner opens a jail. */
export interface OpenParams {
  readonly storeDir: string;
  readonly scratchDir: string;
  readonly probeDir: string;
  /** A safe name, unique among the sessions of the store. */
  readonly session: string;
  readonly ids: IdMapping;
  /** Ids from 0 on that exist in the jail. */
  readonly idCount: { readonly uids: number; readonly gids: number };
  /** See `Identity.key`. */
  readonly idsKey: string;
  /** Drivers to try, in this order; the first that works is taken. */
  readonly drivers: readonly DriverChoice[];
  /** What may connect isolated networks, best first. */
  readonly networks: readonly NetworkChoice[];
  /** As in `OpenSandboxOptions`. */
  readonly networkAhead: boolean;
  readonly limits: RunLimits;
  readonly trust?: ExtraTrust;
}

/** A driver with the program of its name; empty for one that needs none. */
export interface DriverChoice {
  readonly name: JailDriverName;
  readonly program: string;
}

export interface Opened {
  readonly driver: DriverName;
  /** Why better drivers were not taken. */
  readonly refused: readonly { readonly driver: DriverName; readonly reason: string }[];
  /** Whether commands see the processes around the jail. */
  readonly sharedProc: boolean;
  /** Why commands work on copies of root file systems; absent: they work on overlays. */
  readonly copied?: string;
  /** What the network `default` is. */
  readonly network: NetworkTool | 'host';
  /** Why it is the host's. */
  readonly networkObstacle?: string;
}

/** A `RunSpec` as JSON: layers by diffID, bytes as base64. */
export type WireMount =
  | {
      readonly type: 'bind';
      readonly target: string;
      readonly layers: readonly Digest[];
      readonly source: string;
      readonly writable: boolean;
    }
  | {
      readonly type: 'cache';
      readonly target: string;
      readonly id: string;
      readonly sharing: 'shared' | 'private' | 'locked';
      readonly readonly: boolean;
      readonly mode: number;
      readonly uid: number;
      readonly gid: number;
      readonly owned?: true;
      readonly seed?: { readonly layers: readonly Digest[]; readonly source: string };
      readonly source?: string;
    }
  | { readonly type: 'tmpfs'; readonly target: string; readonly size?: number; readonly readonly?: true }
  | {
      readonly type: 'file';
      readonly target: string;
      readonly data: string;
      readonly mode: number;
      readonly uid: number;
      readonly gid: number;
    }
  | { readonly type: 'host'; readonly target: string; readonly path: string; readonly readonly: boolean }
  | { readonly type: 'device'; readonly target: string; readonly path: string }
  | {
      readonly type: 'socket';
      readonly target: string;
      readonly path: string;
      readonly mode: number;
      readonly uid: number;
      readonly gid: number;
    };

export type WireSpec = Omit<RunSpec, 'mounts' | 'architecture'> & {
  readonly mounts: readonly WireMount[];
  /** What runs its programs and is not registered on this machine. */
  readonly interpreter?: Interpreter;
};

export interface GivenContents {
  readonly diffId: Digest;
  readonly directory: string;
}

export interface Parents {
  /** Bottom first. */
  readonly parents: readonly Digest[];
  /** Where contents of files lie for those that are not unpacked yet, as `Layer.fetch` leaves them; to be removed. */
  readonly contents: readonly GivenContents[];
}

/** What the session's owner asks of the jail. */
export type JailProtocol = {
  open: { params: OpenParams; result: Opened };
  prepare: { params: Parents; result: { readonly snapshot: string } };
  /** Unpacks what `prepare` would. */
  unpack: { params: Parents; result: null };
  run: { params: { readonly snapshot: string; readonly spec: WireSpec }; result: Exit };
  /** Content of a file, as base64. */
  read: { params: { readonly snapshot: string; readonly path: string }; result: { readonly data: string } };
  commit: { params: { readonly snapshot: string }; result: { readonly diffId: Digest } };
  release: { params: { readonly snapshot: string }; result: null };
  /** The caches that were used, as layers in the store. */
  exportCaches: { params: null; result: { readonly caches: readonly PortableCache[] } };
  /** Not made: there is one of that key. */
  importCache: { params: PortableCache; result: { readonly made: boolean } };
  /** Removes everything that jails have made in a store. Instead of `open`. */
  discard: { params: { readonly storeDir: string }; result: null };
  /** What jails have made in a store. Instead of `open`. */
  measure: { params: { readonly storeDir: string }; result: UnpackedSizes };
  /** Removes caches of a store that were used longest ago. Instead of `open`. */
  trimCaches: { params: CacheTrim & { readonly storeDir: string }; result: { readonly bytes: number } };
  /** Removes unpacked layers of a store. Instead of `open`. */
  discardTrees: { params: TreeDiscard & { readonly storeDir: string }; result: { readonly bytes: number } };
  /** Ends every command and removes the scratch files. */
  close: { params: null; result: null };
};

/** What the jail asks of the session's owner. */
export type OwnerProtocol = {
  /** Brings a layer's packed form into the store, if it is the store's to have; `contents` as in `Layer.fetch`. */
  fetch: {
    params: { readonly diffId: Digest; readonly contents?: string };
    result: { readonly hasContents: boolean };
  };
  /** Writes a layer's feed (see `layer-feed.ts`) into the fifo `path`: the jail's store does not have it. */
  feed: { params: { readonly diffId: Digest; readonly path: string }; result: null };
};
