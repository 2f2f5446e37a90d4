import { confinePath, type EntryPath, isWithin, resolve, type Tree } from '@strake/oci';
import { SandboxError } from '../../error.ts';
import type { WireMount } from '../../jail/protocol.ts';
import { layeredTree } from '../../snapshot/layered.ts';
import type { JobMount } from '../job.ts';
import { SYSTEM_TARGETS } from '../system-mounts.ts';

/**
 * Refuses what no runtime could mount, in the words of who asked for it: a directory onto a file, a file onto a directory,
 * anything below a file. `mounts` are in order and made from `asked`; `root` is the file system without them. Throws
 * `MOUNT_TARGET_INVALID`.
 */
export function checkTargets(root: Pick<Tree, 'get'>, mounts: readonly JobMount[], asked: readonly WireMount[]): void {
  for (const [index, mount] of mounts.entries()) {
    const fault = faultOf(root, mount, mounts.slice(0, index));
    if (fault === undefined) continue;
    const { target } = mount;
    const source = nameOf(asked.find((one) => one.target === target));
    throw new SandboxError('MOUNT_TARGET_INVALID', `cannot mount ${source} onto ${target}: ${fault}`, {
      hint: 'choose another target: a directory is mounted onto a directory, a file onto a file',
      data: { target },
    });
  }
}

/** As far as files tell: nothing is known of what the system mounts, and new file systems are empty. */
function faultOf(root: Pick<Tree, 'get'>, mount: JobMount, before: readonly JobMount[]): string | undefined {
  const path = confinePath(mount.target);
  if (SYSTEM_TARGETS.directories.some((directory) => isWithin(path, directory))) return undefined;
  const around = before.findLast(({ target }) => isWithin(path, confinePath(target)));
  const directory = mount.kind === 'tmpfs' || mount.directory;
  if (around === undefined) return faultAt(root, path, directory);
  if (around.kind === 'tmpfs') return undefined;
  if (!around.directory) return `${around.target} is no directory`;
  return faultAt(layeredTree([around.source]), confinePath(path.slice(confinePath(around.target).length)), directory);
}

function faultAt(tree: Pick<Tree, 'get'>, path: EntryPath, directory: boolean): string | undefined {
  const found = resolve(tree, path, { followLast: true });
  if (found.kind === 'not-directory') return `/${found.path} is no directory`;
  if (found.kind === 'loop') return `too many links at /${found.path}`;
  if (found.kind !== 'found' || (found.entry.type === 'directory') === directory) return undefined;
  return directory ? 'there is a file' : 'there is a directory';
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
