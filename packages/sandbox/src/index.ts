export type { DriverName, IdMapping, SandboxSession } from './driver.ts';
export { SandboxError, type SandboxErrorCode } from './error.ts';
export type { Exit, RunIO, RunMount, RunSpec, Sandbox } from './runtime/sandbox.ts';
export { openSandbox, type OpenSandboxOptions } from './session/open-sandbox.ts';
export type { Snapshot, Snapshotter } from './snapshot/snapshotter.ts';
