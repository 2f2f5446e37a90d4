import { type Node, writeNodes } from '../../../packages/sandbox/src/testing/busybox-root.ts';
import { runSpec, type SandboxRig, NEVER } from '../../../packages/sandbox/src/testing/rig.ts';
import type { Exit } from '../../../packages/sandbox/src/index.ts';
import { lockingProgram } from './locking-program.ts';

/** Scripts in which `/lock MARK` or `/say-and-lock MARK` keeps a pipe locked, by what waits for it then. */
export const LOCKED = {
  'its output, and is silent': 'echo up; sleep 0.3; exec /lock MARK',
  'its output, and what reads it waits': 'echo up; sleep 0.3; exec /say-and-lock MARK',
  'a pipe of its first process': 'mkfifo /p; (sleep 0.3; exec /lock MARK) >/p & exec 3</p; echo up; wait',
} as const;

export type LockedName = keyof typeof LOCKED;

/** Runs one of them, in a snapshot that ends with the session. `up` is called when it has said something. */
export async function runLocking(
  { session, layers, base }: SandboxRig,
  { script, mark, up }: { readonly script: string; readonly mark: string; readonly up: () => void },
  signal: AbortSignal = NEVER,
): Promise<Exit> {
  const node = (says: boolean): Node => ({ data: lockingProgram(says), mode: 0o755 });
  const above = await writeNodes(layers, { lock: node(false), 'say-and-lock': node(true) });
  const snapshot = await session.snapshotter.prepare([base, above], NEVER);
  return session.sandbox.run(snapshot, runSpec(script.replaceAll('MARK', mark)), { output: up }, signal);
}
