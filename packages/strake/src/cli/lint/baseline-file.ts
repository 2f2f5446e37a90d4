import { type Baseline, createBaseline, type LintedFile, readBaseline } from '@strake/lint';
import { systemReason } from '@strake/oci/node';
import { BuildError } from '../../error.ts';
import { readBytes } from '../files/read-bytes.ts';
import { writeReport } from '../files/write-report.ts';
import { UsageError } from '../usage-error.ts';

export async function readKnown(file: string): Promise<Baseline> {
  const bytes = await readBytes(file).catch((cause: Error) => {
    throw new BuildError('DOCKERFILE_MISSING', `cannot read the baseline ${file}: ${systemReason(cause)}`, {
      cause,
      hint: 'strake lint --write-baseline FILE writes one',
    });
  });
  const baseline = readBaseline(bytes.toString('utf8'));
  if (baseline === undefined) throw new UsageError(`${file} is no baseline`, 'write one with --write-baseline');
  return baseline;
}

export async function writeKnown(file: string, files: readonly LintedFile[]): Promise<void> {
  await writeReport(file, `${JSON.stringify(createBaseline(files), null, 2)}\n`);
}
