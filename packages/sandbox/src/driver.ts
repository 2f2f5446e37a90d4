import type { NetworkTool } from './network/isolated-network.ts';
import type { Sandbox } from './runtime/sandbox.ts';
import type { Snapshotter } from './snapshot/snapshotter.ts';

/** Names of the ways to isolate a command, best first. */
export type DriverName = 'crun' | 'runc' | 'unshare';

/** How the sandbox's ids map to the host's. */
export type IdMapping =
  /** Root: ids on disk are the image's own. */
  | 'identity'
  /** A range of subordinate ids (newuidmap). */
  | 'subids'
  /** Only uid 0 exists inside: chown and USER fail loudly, files of the base keep their recorded owners. */
  | 'single';

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
}
