import { type EntryPath, WHITEOUT_PREFIX } from '@strake/oci';
import { SandboxError } from '../error.ts';

/** Of a path that is shown. */
const SHOWN = 200;

/** Docker writes such a layer, and who unpacks the image lacks other files, or cannot unpack it. */
export function reservedName(path: EntryPath): SandboxError {
  return new SandboxError('SNAPSHOT_FAILED', `the command left /${shown(path)}, which no image can hold`, {
    hint: `names that begin with ${WHITEOUT_PREFIX} remove files in layers: give it another name, or remove it in the same RUN`,
    data: { path },
  });
}

/** The kernel takes paths of 4,095 bytes, and here that of the store comes before. */
export function tooLong(path: EntryPath, cause: unknown): SandboxError {
  const bytes = Buffer.byteLength(path) + 1;
  return new SandboxError(
    'SNAPSHOT_FAILED',
    `the command left a path of ${bytes} bytes, too long to read: /${shown(path)}`,
    {
      cause,
      hint: 'the kernel takes paths of 4,095 bytes, together with that of the store: remove the directories in the same RUN, or make them less deep',
      data: { path },
    },
  );
}

function shown(path: EntryPath): string {
  return path.length > SHOWN ? `${path.slice(0, SHOWN)}...` : path;
}
