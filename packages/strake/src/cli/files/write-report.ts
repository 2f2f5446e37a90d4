import { bytes } from '@strake/core';
import { BuildError } from '../../error.ts';
import { writeFileAtomically } from '../../output/atomic-file.ts';

/** Writes what a command says of its work. Throws `OUTPUT_FAILED`. */
export async function writeReport(file: string, text: string): Promise<void> {
  try {
    await writeFileAtomically(file, bytes(new TextEncoder().encode(text)));
  } catch (cause) {
    throw new BuildError('OUTPUT_FAILED', `cannot write ${file}: ${(cause as Error).message}`, { cause });
  }
}
