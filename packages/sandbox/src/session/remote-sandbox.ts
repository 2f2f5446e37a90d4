import type { Digest } from '@strake/core';
import type { Layer } from '@strake/oci';
import type { WireMount, WireSpec } from '../jail/protocol.ts';
import type { RunMount, RunSpec, Sandbox } from '../runtime/sandbox.ts';
import { missingInterpreter } from '../runtime/interpreters.ts';
import type { Interpreter } from '../runtime/register-interpreter.ts';
import { findInterpreter } from './programs.ts';
import type { JailPeer } from './jail-owner.ts';
import { type Overdue, watchRun } from './watch-run.ts';

export interface RemoteSandboxOptions {
  readonly peer: JailPeer;
  /** Learns which layers the jail may ask for. */
  readonly layers: Map<Digest, Layer>;
  readonly overdue: Overdue;
}

/** Commands that run in the jail. */
export function createRemoteSandbox(name: string, { peer, layers, overdue }: RemoteSandboxOptions): Sandbox {
  return {
    name,
    async run(rootfs, spec, io, signal) {
      const watch = watchRun(overdue, signal);
      const call = peer.call(
        'run',
        { snapshot: rootfs.id, spec: toWire(spec, layers) },
        {
          signal,
          output: (stream, chunk) => io.output(stream, chunk),
          onListening: watch.started,
          ...(io.attach && { attach: (input) => io.attach?.(input) ?? (() => {}) }),
        },
      );
      return watch.outcome(call);
    },
  };
}

function toWire({ architecture, ...spec }: RunSpec, layers: Map<Digest, Layer>): WireSpec {
  const interpreter = architecture === undefined ? undefined : interpreterFor(architecture);
  return {
    ...spec,
    ...(interpreter && { interpreter }),
    mounts: spec.mounts.map((mount) => mountToWire(mount, layers)),
  };
}

/** What the jail has to register, or to do without: nothing where programs of the CPU run already. */
function interpreterFor(architecture: string): Interpreter | undefined {
  const name = missingInterpreter(architecture);
  if (name === undefined) return undefined;
  const program = findInterpreter(name);
  return program === undefined ? { name } : { name, program };
}

function mountToWire(mount: RunMount, known: Map<Digest, Layer>): WireMount {
  const digests = (layers: readonly Layer[]): readonly Digest[] => {
    for (const layer of layers) known.set(layer.diffId, layer);
    return layers.map(({ diffId }) => diffId);
  };
  if (mount.type === 'bind') return { ...mount, layers: digests(mount.layers) };
  if (mount.type === 'file') return { ...mount, data: Buffer.from(mount.data).toString('base64') };
  if (mount.type !== 'cache') return mount;
  const { seed, ...rest } = mount;
  return seed ? { ...rest, seed: { layers: digests(seed.layers), source: seed.source } } : rest;
}
