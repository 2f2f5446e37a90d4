import { confinePath, type Resolution, resolve } from '@strake/oci';
import { SandboxError } from '../../error.ts';
import type { WireMount } from '../../jail/protocol.ts';
import type { JobMount } from '../job.ts';
import { isDirectory, type PathTree, type PlacedMount, withMounts } from './mounted-tree.ts';
import { isOfKernel } from './order.ts';

/**
 * Refuses what no runtime could mount, in the words of who asked for it: a directory onto a file, a file onto a directory,
 * anything below a file. And what links lead to that no target may name: the root, what is the kernel's in /proc, and /dev
 * itself, whose `null` some runtimes cover /proc with. `mounts` are in order and made from `asked`; `root` is the file
 * system without them. Gives where links lead each. Throws `MOUNT_TARGET_INVALID`.
 */
export function checkTargets(
  root: PathTree,
  mounts: readonly JobMount[],
  asked: readonly WireMount[],
): readonly PlacedMount[] {
  const placed: PlacedMount[] = [];
  for (const mount of mounts) {
    const found = resolve(withMounts(root, placed), confinePath(mount.target), { followLast: true });
    const fault = faultOf(found, mount);
    if (fault === undefined) {
      placed.push({ path: found.path, mount });
      continue;
    }
    const { target } = mount;
    const source = nameOf(asked.find((one) => one.target === target));
    throw new SandboxError('MOUNT_TARGET_INVALID', `cannot mount ${source} onto ${target}: ${fault}`, {
      hint: 'choose another target: a directory is mounted onto a directory, a file onto a file',
      data: { target },
    });
  }
  return placed;
}

function faultOf(found: Resolution, mount: JobMount): string | undefined {
  const { kind, path } = found;
  if (kind === 'not-directory') return `/${path} is no directory`;
  if (kind === 'loop') return `too many links at /${path}`;
  if (path === '') return 'it is the root';
  if (isOfKernel(path)) return `/${path} is the kernel's`;
  if (path === 'dev' && mount.kind === 'bind') return 'commands have a /dev of their own';
  if (kind !== 'found' || (found.entry.type === 'directory') === isDirectory(mount)) return undefined;
  return isDirectory(mount) ? 'there is a file' : 'there is a directory';
}

/** What is mounted, as it was asked for. */
function nameOf(mount: WireMount | undefined): string {
  if (mount === undefined) return 'a file of the system';
  switch (mount.type) {
    case 'bind':
      return `/${confinePath(mount.source)}`;
    case 'cache':
      return `the cache ${mount.id}`;
    case 'host':
    case 'device':
    case 'socket':
      return mount.path;
    default:
      return `a ${mount.type}`;
  }
}
