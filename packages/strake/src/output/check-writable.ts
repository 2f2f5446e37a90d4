import { access, constants, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { BuildError } from '../error.ts';

/** Finds out before a long build that a file could not be written in the end. Throws `OUTPUT_FAILED`. */
export async function checkWritable(files: readonly string[]): Promise<void> {
  for (const file of files) {
    if ((await stat(file).catch(() => undefined))?.isDirectory()) throw failed(file, 'it is a directory');
    const directory = dirname(file);
    try {
      await access(directory, constants.W_OK | constants.X_OK);
    } catch (cause) {
      const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
      throw failed(file, missing ? `there is no directory ${directory}` : `${directory} is not writable`, cause);
    }
  }
}

function failed(file: string, why: string, cause?: unknown): BuildError {
  return new BuildError('OUTPUT_FAILED', `cannot write ${file}: ${why}`, cause === undefined ? {} : { cause });
}
