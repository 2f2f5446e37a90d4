import { ContextError } from '@strake/context';
import { FileOpError, StepError } from '@strake/executor';
import { OciError } from '@strake/oci';
import { RegistryError } from '@strake/registry';
import { SandboxError } from '@strake/sandbox';
import { expect, test } from 'vitest';
import { BuildError } from '../../src/error.ts';
import { ImageError } from '../../src/images/image-error.ts';
import { exitCodeOf } from '../../src/cli/exit-code-of.ts';
import { UsageError } from '../../src/cli/usage-error.ts';

const inStep = (cause: Error): BuildError => {
  const step = new StepError({ vertex: `sha256:${'0'.repeat(64)}`, label: 'ADD x /' }, cause);
  return new BuildError('STEP_FAILED', step.message, { cause: step });
};

test.each<readonly [code: number, error: unknown]>([
  [1, inStep(new Error('no'))],
  [1, inStep(new FileOpError('BAD_ARCHIVE', 'no'))],
  [2, new UsageError('no')],
  [2, new BuildError('NOT_ALLOWED', 'no')],
  [3, new BuildError('CHECKS_FAILED', 'no')],
  [4, new ContextError('BAD_ARCHIVE', 'no')],
  [4, new ImageError('ARCHIVE_INVALID', 'no', { cause: new OciError('TAR_INVALID', 'no') })],
  [4, inStep(new OciError('LAYER_CORRUPT', 'no', { cause: new OciError('TAR_INVALID', 'no') }))],
  [4, inStep(new OciError('BLOB_MISMATCH', 'no'))],
  [4, inStep(new SandboxError('LAYER_INVALID', 'no'))],
  [4, inStep(new RegistryError('RATE_LIMITED', 'no'))],
  [4, inStep(new RegistryError('INVALID', 'no'))],
  [5, new SandboxError('NO_DRIVER', 'no')],
  [6, inStep(new OciError('STORE_FAILED', 'no'))],
  [6, new OciError('BLOB_DAMAGED', 'no')],
  [6, new OciError('BLOB_NOT_FOUND', 'no')],
  [6, new OciError('STORE_BUSY', 'no')],
  [70, new TypeError('no')],
])('%d: %s', (code, error) => {
  expect(exitCodeOf(error)).toBe(code);
});
