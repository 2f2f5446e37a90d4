/** The interfaces alone, for those that use a sandbox without being Node: `import type` only. */
export type { DriverName, IdMapping, SandboxSession } from './driver.ts';
export type { Exit, RunInput, RunIO, RunMount, RunSpec, Sandbox } from './runtime/sandbox.ts';
export type { Snapshot, Snapshotter } from './snapshot/snapshotter.ts';
