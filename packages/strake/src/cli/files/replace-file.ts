import { randomUUID } from 'node:crypto';
import { open, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { BuildError } from '../../error.ts';

/** Gives a file a new text: all of it or, whatever happens, none. Links stay links; owner and mode stay. */
export async function replaceFile(path: string, text: string): Promise<void> {
  try {
    await replace(await realpath(path), text);
  } catch (cause) {
    throw new BuildError('OUTPUT_FAILED', `cannot write ${path}: ${(cause as Error).message}`, { cause });
  }
}

async function replace(file: string, text: string): Promise<void> {
  const { mode, uid, gid } = await stat(file);
  const temporary = join(dirname(file), `.${basename(file)}.${randomUUID()}.tmp`);
  try {
    const handle = await open(temporary, 'wx', 0o600);
    try {
      await handle.writeFile(text);
      if (uid !== process.getuid?.() || gid !== process.getgid?.()) await handle.chown(uid, gid);
      await handle.chmod(mode & 0o7777);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
