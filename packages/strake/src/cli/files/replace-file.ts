import { bytes } from '@strake/core';
import { BuildError } from '../../error.ts';
import { writeFileAtomically } from '../../output/atomic-file.ts';

/** Gives a file a new text: all of it or, whatever happens, none. Links stay links; owner and mode stay. */
export async function replaceFile(path: string, text: string): Promise<void> {
  try {
    await writeFileAtomically(path, bytes(new TextEncoder().encode(text)), { keep: true });
  } catch (cause) {
    throw new BuildError('OUTPUT_FAILED', `cannot write ${path}: ${(cause as Error).message}`, { cause });
  }
}
