import { confinePath, type Resolution, resolve, type Tree } from '@strake/oci';
import { SandboxError } from '../../error.ts';
import type { WireMount } from '../../jail/protocol.ts';
import type { JobMount } from '../job.ts';
import { isDirectoryMount, type PlacedMount, withMounts } from './mounted-tree.ts';
import { isOfKernel } from './order.ts';

/**
 * Refuses what no runtime could mount, in the words of who asked for it: a directory onto a file, a file onto a directory,
 * anything below a file. And what links lead to that no target may name: the root, what is the kernel's in /proc, and /dev
 * itself, whose `null` some runtimes cover /proc with. `mounts` are in order and made from `asked`; `root` is the file
 * system without them. Throws `MOUNT_TARGET_INVALID`.
 */
export function checkTargets(root: Pick<Tree, 'get'>, mounts: readonly JobMount[], asked: readonly WireMount[]): void {
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
}

function faultOf(found: Resolution, mount: JobMount): string | undefined {
  const { kind, path } = found;
  if (kind === 'not-directory') return `/${path} is no directory`;
  if (kind === 'loop') return `too many links at /${path}`;
  if (path === '') return 'it is the root';
  if (isOfKernel(path)) return `/${path} is the kernel's`;
  if (path === 'dev' && mount.kind === 'bind') return 'commands have a /dev of their own';
  if (kind !== 'found' || (found.entry.type === 'directory') === isDirectoryMount(mount)) return undefined;
  return isDirectoryMount(mount) ? 'there is a file' : 'there is a directory';
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
