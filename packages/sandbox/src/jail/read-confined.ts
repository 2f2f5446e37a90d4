import { closeSync, openSync, readFileSync, statSync } from 'node:fs';
import { SandboxError } from '../error.ts';
import { openInRoot } from '../syscalls/in-root.ts';

const LARGEST = 64 * 1024 * 1024;

/** Content of the regular file `path` inside the directory `root`, in which nothing runs. Throws `FILE_UNREADABLE`. */
export function readConfined(root: string, path: string): Buffer {
  const directory = openSync(root, 'r');
  try {
    const place = openInRoot(directory, path);
    if (place === undefined) throw unreadable(path, 'it does not exist');
    try {
      const stat = statSync(place.path);
      if (!stat.isFile()) throw unreadable(path, 'it is no regular file');
      if (stat.size > LARGEST) throw unreadable(path, `it has more than ${LARGEST} bytes`);
      return readFileSync(place.path);
    } finally {
      place.close();
    }
  } finally {
    closeSync(directory);
  }
}

function unreadable(path: string, reason: string): SandboxError {
  return new SandboxError('FILE_UNREADABLE', `cannot read ${JSON.stringify(path)}: ${reason}`, { data: { path } });
}
