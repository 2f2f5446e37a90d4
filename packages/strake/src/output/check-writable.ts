import { access, constants, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { noDirectory, outputFailed } from './output-failed.ts';

/** Finds out before a long build that a file could not be written in the end. Throws `OUTPUT_FAILED`. */
export async function checkWritable(files: readonly string[]): Promise<void> {
  for (const file of files) {
    if ((await stat(file).catch(() => undefined))?.isDirectory()) throw outputFailed(file, 'it is a directory');
    const directory = dirname(file);
    try {
      await access(directory, constants.W_OK | constants.X_OK);
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'ENOENT')
        throw outputFailed(file, `${directory} is not writable`, { cause });
      const { why, hint } = noDirectory(directory);
      throw outputFailed(file, why, { hint, cause });
    }
  }
}
