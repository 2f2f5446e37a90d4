import { access, constants, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { outputFailed, unwritable } from './output-failed.ts';

/** Finds out before a long build that a file could not be written in the end. Throws `OUTPUT_FAILED`. */
export async function checkWritable(files: readonly string[]): Promise<void> {
  for (const file of files) {
    if ((await stat(file).catch(() => undefined))?.isDirectory()) throw outputFailed(file, 'it is a directory');
    await checkDirectory(file, dirname(file));
  }
}

/** Finds out whether something can be written into `directory`, for `dest`. Where it is `made`, what is above it counts. */
export async function checkDirectory(dest: string, directory: string, made = false): Promise<void> {
  try {
    // A file is told from a directory that nobody may enter.
    await stat(`${directory}/.`);
    await access(directory, constants.W_OK | constants.X_OK);
  } catch (cause) {
    const above = dirname(directory);
    const isMissing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    if (!made || !isMissing || above === directory) throw unwritable(dest, directory, cause);
    await checkDirectory(dest, above, made);
  }
}
