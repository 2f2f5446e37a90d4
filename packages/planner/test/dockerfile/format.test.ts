import { format, parse } from '@strake/parser';
import { assert, constantFrom, integer, property, record } from 'fast-check';
import { expect, test } from 'vitest';
import { plan } from '../../src/index.ts';
import { dockerfileLines } from './arbitrary.ts';
import { AMD64, imageFor } from './cases.ts';

/** What a build of the text comes to: steps and configurations, or why there is none. */
function outcome(text: string): unknown {
  const step = plan(parse(text), { buildPlatform: AMD64, images: (query) => imageFor(query) });
  if (step.status !== 'ready')
    return [step.status, step.status === 'invalid' && step.diagnostics.map((d) => d.message)];
  return [[...step.graph.vertices.keys()], step.graph.targets.map(({ config, history }) => [config, history])];
}

test('a formatted file plans to the same digests', () => {
  const style = record({
    keywordCase: constantFrom('upper' as const, 'lower' as const, 'keep' as const),
    indent: integer({ min: 0, max: 8 }),
  });
  assert(
    property(dockerfileLines, style, (lines, options) => {
      const text = ['ARG A=1', 'from   busybox  as s0', ...lines].join('\n');
      expect(outcome(format(text, options))).toEqual(outcome(text));
    }),
    { numRuns: 300 },
  );
});
