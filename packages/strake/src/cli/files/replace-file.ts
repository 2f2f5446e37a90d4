import { bytes } from '@strake/core';
import { writeFileAtomically } from '../../output/atomic-file.ts';
import { writingFailed } from '../../output/output-failed.ts';

/** Gives a file a new text: all of it or, whatever happens, none. Links stay links; owner and mode stay. */
export async function replaceFile(path: string, text: string): Promise<void> {
  try {
    await writeFileAtomically(path, bytes(new TextEncoder().encode(text)), { keep: true });
  } catch (cause) {
    throw writingFailed(path, cause);
  }
}
