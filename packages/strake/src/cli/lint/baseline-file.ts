import { readFile } from 'node:fs/promises';
import { bytes } from '@strake/core';
import { type Baseline, createBaseline, type LintedFile, readBaseline } from '@strake/lint';
import { BuildError } from '../../error.ts';
import { writeFileAtomically } from '../../output/atomic-file.ts';
import { UsageError } from '../usage-error.ts';

export async function readKnown(file: string): Promise<Baseline> {
  const text = await readFile(file, 'utf8').catch((cause: Error) => {
    throw new BuildError('DOCKERFILE_MISSING', `cannot read the baseline ${file}: ${cause.message}`, { cause });
  });
  const baseline = readBaseline(text);
  if (baseline === undefined) throw new UsageError(`${file} is no baseline`, 'write one with --write-baseline');
  return baseline;
}

export async function writeKnown(file: string, files: readonly LintedFile[]): Promise<void> {
  const text = `${JSON.stringify(createBaseline(files), null, 2)}\n`;
  await writeFileAtomically(file, bytes(new TextEncoder().encode(text)));
}
