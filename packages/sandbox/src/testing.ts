/** The contract suite of sandbox drivers and what it stands on, for tests. Needs vitest and a static busybox. */
export { type Node, writeBusyboxRoot, writeNodes } from './testing/busybox-root.ts';
export { NEVER, type Outcome, runAndCommit, runSpec, type SandboxRig } from './testing/rig.ts';
export { testSandbox, type SandboxUnderTest } from './testing/sandbox-contract.ts';
