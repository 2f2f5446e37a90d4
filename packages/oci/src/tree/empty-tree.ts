import { OciError } from '../error.ts';
import type { Tree } from './tree.ts';

/** The file system of `scratch`: a root directory and nothing in it. */
export const emptyTree: Tree<never> = {
  get: (path) => (path === '' ? { type: 'directory', path, mode: 0o755, uid: 0, gid: 0, mtime: 0 } : undefined),
  list: () => [],
  walk: () => [],
  open: (path) => {
    throw new OciError('PATH_NOT_FOUND', `no file ${JSON.stringify(path)} in an empty tree`, { data: { path } });
  },
};
