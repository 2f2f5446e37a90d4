import { chmodSync, chownSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bind, mount, MountFlag, restrictTree } from '../../syscalls/mount.ts';
import type { BindFlag } from '../job.ts';

/** Files that exist in memory only. */
export interface MemoryFiles {
  /** Writes a file and gives the path from which to bind it: read-only, and executable only if its mode says so. */
  write(data: Uint8Array | string, meta: FileMeta): MemoryFile;
}

export interface FileMeta {
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

export interface MemoryFile {
  readonly source: string;
  /** Flags of the mount that `source` is on. */
  readonly flags: readonly BindFlag[];
  remove(): void;
}

const HARDENED: readonly BindFlag[] = ['ro', 'nosuid', 'nodev'];

/** Mounts a tmpfs in `directory`, and the views of it from which commands get their files. */
export function openMemoryFiles(directory: string): MemoryFiles {
  const [files = '', plain = '', executable = ''] = ['files', 'plain', 'executable'].map((name) => {
    const path = join(directory, name);
    mkdirSync(path);
    return path;
  });
  const { readonly, nosuid, nodev, noexec } = MountFlag;
  mount({ source: 'tmpfs', target: files, type: 'tmpfs', flags: nosuid | nodev, data: 'mode=0700' });
  for (const [view, flags] of [
    [plain, noexec],
    [executable, 0],
  ] as const) {
    bind(files, view);
    restrictTree(view, readonly | nosuid | nodev | flags);
  }
  let serial = 0;
  return {
    write(data, { mode, uid, gid }) {
      const name = String(serial++);
      const path = join(files, name);
      writeFileSync(path, data, { mode: 0o600, flag: 'wx' });
      if (uid !== 0 || gid !== 0) chownSync(path, uid, gid);
      chmodSync(path, mode);
      const isProgram = (mode & 0o111) !== 0;
      const source = join(isProgram ? executable : plain, name);
      const flags = [...HARDENED, ...(isProgram ? [] : (['noexec'] as const))];
      return { source, flags, remove: () => rmSync(path, { force: true }) };
    },
  };
}
