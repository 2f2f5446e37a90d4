import { test } from 'vitest';
import type { Layer, LayerStore } from '@strake/oci';
import type { SandboxSession } from '../driver.ts';
import type { RunSpec } from '../runtime/sandbox.ts';

/** A session under test, with the store that it writes to. */
export interface SandboxRig {
  readonly session: SandboxSession;
  readonly layers: LayerStore;
  /** What `writeBusyboxRoot` made. */
  readonly base: Layer;
}

/** What came of a command. */
export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** The layer's entries, one line each: see `describeEntry`. */
  readonly layer: readonly string[];
  readonly committed: Layer;
}

export const NEVER: AbortSignal = new AbortController().signal;

/** A specification with what is usual. */
export function runSpec(args: readonly string[] | string, rest: Partial<RunSpec> = {}): RunSpec {
  return {
    args: typeof args === 'string' ? ['/bin/sh', '-c', args] : args,
    env: ['PATH=/usr/bin:/bin'],
    cwd: '/',
    user: '',
    hostname: 'buildkitsandbox',
    network: 'none',
    security: 'sandbox',
    mounts: [],
    extraHosts: [],
    ulimits: [],
    ...rest,
  };
}

/** Runs a command on the base and `above` it, and captures what it changed. */
export async function runAndCommit(
  { session, layers, base }: SandboxRig,
  args: readonly string[] | string,
  options: Partial<RunSpec> & { readonly above?: readonly Layer[]; readonly signal?: AbortSignal } = {},
): Promise<Outcome> {
  const { above = [], signal = NEVER, ...rest } = options;
  const text = { stdout: '', stderr: '' };
  const snapshot = await session.snapshotter.prepare([base, ...above], signal);
  try {
    const io = {
      output: (stream: 'stdout' | 'stderr', chunk: Uint8Array) => void (text[stream] += Buffer.from(chunk)),
    };
    const { code } = await session.sandbox.run(snapshot, runSpec(args, rest), io, signal);
    const committed = await layers.get(await snapshot.commit(signal));
    if (committed === undefined) throw new Error('the committed layer is not in the store');
    const { entries } = await committed.index();
    return { code, ...text, layer: entries.map(describeEntry), committed };
  } finally {
    await snapshot[Symbol.asyncDispose]();
  }
}

/** An entry in one line: path, type, mode, owner and target, each only where there is one. */
export function describeEntry(entry: Awaited<ReturnType<Layer['index']>>['entries'][number]): string {
  if (!('mode' in entry)) return `${entry.path} ${entry.type}`;
  const device = 'major' in entry ? ` ${entry.major}:${entry.minor}` : '';
  const target = 'target' in entry ? ` -> ${entry.target}` : '';
  const xattrs = Object.keys(entry.xattrs ?? {}).map((name) => ` ${name}`);
  const size = entry.type === 'file' ? ` ${entry.size}` : '';
  return `${entry.path} ${entry.type} ${entry.mode.toString(8)} ${entry.uid}:${entry.gid}${size}${device}${target}${xattrs.join('')}`;
}

/** A test of what not every driver promises: absent where it does not. */
export function testIf(promised: boolean): typeof test {
  return promised ? test : ((() => {}) as unknown as typeof test);
}
