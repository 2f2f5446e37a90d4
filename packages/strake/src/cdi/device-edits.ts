import type { DeviceEdits } from '@strake/executor';
import type { CdiDevice, ContainerEdits } from './cdi-spec.ts';

/** What the devices bring, one after the other; the edits of a specification come once. */
export function deviceEdits(devices: readonly CdiDevice[]): DeviceEdits {
  const all = [...new Set([...new Map(devices.map((device) => [device.name, device])).values()].flatMap(editsOf))];
  return {
    env: all.flatMap(({ env }) => env),
    mounts: all.flatMap(({ deviceNodes, mounts }) => [
      ...deviceNodes.map(({ path, hostPath }) => ({ type: 'device' as const, target: path, path: hostPath })),
      ...mounts.map(({ containerPath, hostPath, readonly }) => ({
        type: 'host' as const,
        target: containerPath,
        path: hostPath,
        readonly,
      })),
    ]),
    notes: all.some(({ hooks }) => hooks)
      ? ['hooks of the CDI specification are not run: what they set up (e.g. links to libraries) is missing']
      : [],
  };
}

function editsOf({ common, edits }: CdiDevice): readonly ContainerEdits[] {
  return [common, edits];
}
