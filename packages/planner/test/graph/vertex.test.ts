import { array, assert, property, string } from 'fast-check';
import { expect, test } from 'vitest';
import { vertex } from '../../src/graph/vertex.ts';
import { digest, execOp, fileOp } from './ops.ts';

test('a digest covers op and inputs, and nothing else', () => {
  const made = vertex(fileOp, [digest('a')], { label: 'one' });
  expect(vertex({ ...fileOp }, [digest('a')], { label: 'two', stage: 's', ignoreCache: true }).digest).toBe(
    made.digest,
  );
  expect(vertex(fileOp, [digest('b')], made.origin).digest).not.toBe(made.digest);
  expect(vertex({ ...fileOp, link: true }, made.inputs, made.origin).digest).not.toBe(made.digest);
});

test('digests stay the same over versions', () => {
  expect(vertex({ kind: 'scratch' }, [], { label: '' }).digest).toMatchInlineSnapshot(
    `"sha256:a2d30d7f766bacff6dda9af663d221dfd2f660e03d273bbfb152def43dc01e63"`,
  );
});

test('texts that join to the same words have different digests', () => {
  assert(
    property(array(string(), { minLength: 2 }), (args) => {
      const joined = vertex({ ...execOp, args: [args.join(' ')] }, [], { label: '' });
      expect(vertex({ ...execOp, args }, [], { label: '' }).digest).not.toBe(joined.digest);
    }),
  );
});
