import { chmodSync, chownSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MemoryFiles } from '../runtime/mounts/memory-files.ts';

/** Files on disk in place of those in memory: nothing can be mounted. `directory` is the session's alone. */
export function openPlainFiles(directory: string): MemoryFiles {
  mkdirSync(directory, { mode: 0o700 });
  let serial = 0;
  return {
    write(data, { mode, uid, gid }) {
      const source = join(directory, String(serial++));
      writeFileSync(source, data, { mode: 0o600, flag: 'wx' });
      if (uid !== 0 || gid !== 0) chownSync(source, uid, gid);
      chmodSync(source, mode);
      return { source, flags: [], remove: () => rmSync(source, { force: true }) };
    },
  };
}
