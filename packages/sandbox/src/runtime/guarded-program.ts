import { writeFileSync } from 'node:fs';
import { bind, MountFlag, restrictTree } from '../syscalls/mount.ts';

/**
 * Makes `path` a view of `program` that nobody can write. A command can get hold of the program that it was made from (a
 * script that begins with `#!/proc/self/exe`), and this keeps it from changing the host's file (CVE-2019-5736). crun and
 * older runcs see that they are so guarded, and do without copies of themselves.
 */
export function guardProgram(program: string, path: string): string {
  writeFileSync(path, '', { flag: 'wx' });
  bind(program, path);
  restrictTree(path, MountFlag.readonly | MountFlag.nosuid);
  return path;
}
