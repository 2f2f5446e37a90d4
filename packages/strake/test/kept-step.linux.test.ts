import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeBaseLayout } from '../../../test/e2e/support/base-layout.ts';
import { build, BuildError, type BuildInput, type FailedStep } from '../src/index.ts';

let directory: string;
let input: BuildInput;
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'strake-kept-'));
  const home = join(directory, 'home');
  await writeBaseLayout(join(directory, 'base'), home);
  input = {
    home,
    contexts: { busybox: `oci-layout://${join(directory, 'base')}` },
    dockerfile: { text: 'FROM busybox\nWORKDIR /w\nRUN echo text >made; echo said; exit 7\n' },
  };
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

async function failing(more: Partial<BuildInput>): Promise<BuildError> {
  const error: unknown = await build({ ...input, ...more }).catch((reason: unknown) => reason);
  if (error instanceof BuildError) return error;
  throw error;
}

test('a failed step can be looked at from code', async () => {
  const { step, code } = await failing({ keepFailed: true });
  if (!step) throw new Error('there is no step');
  try {
    expect([code, step.exitCode, step.output]).toEqual(['STEP_FAILED', 7, ['said']]);
    expect(await step.exec(['sh', '-c', 'pwd; cat made; echo more >&2; touch x; exit 2'])).toEqual({
      exitCode: 2,
      stdout: '/w\ntext\n',
      stderr: 'more\n',
    });
    expect(Buffer.from(await step.readFile('/w/made')).toString()).toBe('text\n');
    expect(await step.exec(['ls'])).toMatchObject({ stdout: 'made\nx\n' });
    await expect(step.readFile('/none')).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
  } finally {
    await step[Symbol.asyncDispose]();
  }
});

test('without being asked for, nothing stays but how it ended', async () => {
  const { step, data } = await failing({});
  expect(step).toBeUndefined();
  expect(data).toMatchObject({ exitCode: 7, output: ['said'], log: expect.stringContaining('/logs/') });
});

test('a step can be looked at before the build ends', async () => {
  const seen: FailedStep[] = [];
  await failing({
    async onFailedStep(step) {
      seen.push(step);
      writeFileSync(join(directory, 'copy'), await step.readFile('w/made'));
    },
  });
  expect(seen.map(({ exitCode }) => exitCode)).toEqual([7]);
});
