import type { ImageConfig } from '@strake/oci';
import { parse } from '@strake/parser';
import { expect, test } from 'vitest';
import { unusedArgs } from '../../src/diagnose/unused-args.ts';

const base = (...OnBuild: string[]): ImageConfig => ({
  architecture: 'amd64',
  os: 'linux',
  config: { OnBuild },
  rootfs: { type: 'layers', diff_ids: [] },
});

function check(dockerfile: string, names: readonly string[], bases: readonly ImageConfig[] = []): readonly string[] {
  const args = Object.fromEntries(names.map((name) => [name, '1']));
  return unusedArgs(parse(dockerfile), args, bases).map(({ message }) => message);
}

test.each([
  ['FROM scratch\n', ['B', 'A'], ['one or more build-args [A B] were not consumed']],
  ['FROM scratch\nARG A B=2\n', ['A', 'B'], []],
  ['ARG A\nFROM scratch\n', ['A'], []],
  ['FROM scratch\nARG A\n', ['a'], ['one or more build-args [a] were not consumed']],
  ['FROM scratch\n', ['http_proxy', 'NO_PROXY', 'SOURCE_DATE_EPOCH', 'BUILDKIT_INLINE_CACHE', 'TARGETARCH'], []],
])('%j with %j', (dockerfile, names, messages) => {
  expect(check(dockerfile, names)).toEqual(messages);
});

test('triggers of bases declare arguments as well', () => {
  expect(check('FROM base\n', ['A', 'B'], [base('RUN x', 'arg A=1')])).toEqual([
    'one or more build-args [B] were not consumed',
  ]);
});
