import { bytes } from '@strake/core';
import { writeFileAtomically } from '../../output/atomic-file.ts';
import { writingFailed } from '../../output/output-failed.ts';

/** Writes what a command says of its work. Throws `OUTPUT_FAILED`. */
export async function writeReport(file: string, text: string): Promise<void> {
  try {
    await writeFileAtomically(file, bytes(new TextEncoder().encode(text)));
  } catch (cause) {
    throw writingFailed(file, cause);
  }
}
