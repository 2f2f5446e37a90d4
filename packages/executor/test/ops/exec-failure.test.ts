import { expect, test } from 'vitest';
import { type Failure, inspectFailure } from '../../src/ops/exec-failure.ts';
import type { OpContext } from '../../src/ops/context.ts';

test('nobody waits for a step that has failed while somebody looks at it', async () => {
  const happened: string[] = [];
  const failure = {
    vertex: { digest: 'sha256:0', op: { env: [] }, origin: { label: 'RUN a' } },
    exit: { code: 1 },
    log: { tail: () => '' },
  } as unknown as Failure;
  const context = {
    services: { onFailedStep: async () => void happened.push('looked') },
    signal: new AbortController().signal,
    turn: { waited: false, [Symbol.dispose]: () => void happened.push('given back') },
  } as unknown as OpContext;
  await inspectFailure(failure, context);
  expect(happened).toEqual(['given back', 'looked']);
});
