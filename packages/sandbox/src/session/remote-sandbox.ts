import type { Digest } from '@strake/core';
import type { Layer } from '@strake/oci';
import type { WireMount, WireSpec } from '../jail/protocol.ts';
import type { RunMount, RunSpec, Sandbox } from '../runtime/sandbox.ts';
import type { JailPeer } from './jail-owner.ts';

/** Commands that run in the jail. `layers` learns which layers it may ask for. */
export function createRemoteSandbox(name: string, peer: JailPeer, layers: Map<Digest, Layer>): Sandbox {
  return {
    name,
    run: (rootfs, spec, io, signal) =>
      peer.call(
        'run',
        { snapshot: rootfs.id, spec: toWire(spec, layers) },
        {
          signal,
          output: (stream, chunk) => io.output(stream, chunk),
          ...(spec.input && io.attach && { attach: (input) => io.attach?.(input) ?? (() => {}) }),
        },
      ),
  };
}

function toWire(spec: RunSpec, layers: Map<Digest, Layer>): WireSpec {
  return { ...spec, mounts: spec.mounts.map((mount) => mountToWire(mount, layers)) };
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
