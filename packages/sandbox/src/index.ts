export type { PortableCache } from './portable-cache.ts';
export type { CacheTransfer, DriverName, IdMapping, SandboxSession } from './driver.ts';
export { driverOf, DRIVERS, type Driver, type PromiseName, PROMISES } from './drivers.ts';
export { SandboxError, type SandboxErrorCode } from './error.ts';
export type { RunLimits } from './limits/run-limits.ts';
export type { PublishedPort } from './network/isolated-network.ts';
export { CAPABILITIES, type Capability, DEFAULT_CAPABILITIES } from './runtime/capabilities.ts';
export { RUN_SIGNALS, type RunSignal } from './runtime/run-signal.ts';
export type { Exit, RunInput, RunIO, RunMount, RunSpec, Sandbox } from './runtime/sandbox.ts';
export { openSandbox, type OpenSandboxOptions } from './session/open-sandbox.ts';
export type { Finding } from './probe/findings.ts';
export {
  type DriverReport,
  probeDrivers,
  type ProbeOptions,
  type SandboxReport,
  type Tier,
} from './probe/probe-drivers.ts';
export type { CacheTrim } from './runtime/mounts/trim-caches.ts';
export { measureUnpacked, removeLayers, removeUnpacked, trimCacheMounts } from './session/remove-unpacked.ts';
export type { UnpackedSizes } from './snapshot/measure-unpacked.ts';
export type { TreeKeep } from './snapshot/stray-trees.ts';
export type { Snapshot, Snapshotter } from './snapshot/snapshotter.ts';
