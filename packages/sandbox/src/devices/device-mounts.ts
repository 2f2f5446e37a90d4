import type { EntryPath } from '@strake/oci';
import type { JobMount } from '../runtime/job.ts';
import { type Device, deviceOf, readDevices } from '../snapshot/device-form.ts';
import { cPath } from '../snapshot/host-path.ts';
import { findPath, layeredRoots } from '../snapshot/layered.ts';

/** Nodes of this machine that every command may use, by kind and number (kernel: devices.txt). */
const HARMLESS: Readonly<Record<string, string>> = {
  '1:3': 'null',
  '1:5': 'zero',
  '1:7': 'full',
  '1:8': 'random',
  '1:9': 'urandom',
  '5:0': 'tty',
};
/** Images may have any number of devices, and each that works is a mount. */
const MOST = 256;

/**
 * Mounts that make the devices in `trees` (top first) work: of the harmless ones. `covered` are the paths that the command's
 * own mounts hide.
 */
export function deviceMounts(trees: readonly string[], covered: (path: EntryPath) => boolean): readonly JobMount[] {
  const roots = layeredRoots(trees);
  const mounts: JobMount[] = [];
  for (const path of readDevices(trees)) {
    if (mounts.length === MOST) break;
    if (covered(path)) continue;
    const found = findPath(roots, path);
    const node = found?.stat.isFile() ? nodeOf(deviceOf(cPath(found.host))) : undefined;
    if (node !== undefined) mounts.push(bindNode(node, `/${path}`));
  }
  return mounts;
}

function nodeOf(device: Device | undefined): string | undefined {
  return device?.type === 'character-device' ? HARMLESS[`${device.major}:${device.minor}`] : undefined;
}

/** Read-only: uid 0 of an identity mapping could change the node's owner and mode. */
function bindNode(node: string, target: string): JobMount {
  return { kind: 'bind', source: `/dev/${node}`, target, directory: false, flags: ['ro'] };
}
