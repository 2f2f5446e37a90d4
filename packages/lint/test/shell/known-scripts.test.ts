import { parse, type RunNode } from '@strake/parser';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { knownScript } from '../../src/shell/known-scripts.ts';
import { runScript } from '../../src/shell/run-script.ts';

const LINES = [
  'FROM a',
  '# escape=`',
  'RUN apt-get update && \\\n  # why\n  apt-get install "curl" | sh > x',
  'RUN <<EOF\ncd /x\nA=1 make $(id -u)\nEOF',
  'RUN <<E',
  'RUN ["sh", "-c", "npm ci && x"]',
  'RUN --mount=type=cache,target=/x sh <<-EOF\n\tls\n\tEOF',
  'ONBUILD RUN dnf install x',
  'RUN a `\n b',
];
const pieces = fc.constantFrom('', ' ', '\n', 'x', '\\', '"', '<<', 'EOF', '#');
const file = fc.array(fc.constantFrom(...LINES), { minLength: 1, maxLength: 8 });
const edits = fc.array(fc.tuple(fc.nat(400), fc.nat(3), pieces), { maxLength: 6 });

function runsIn(text: string): { readonly result: ReturnType<typeof parse>; readonly runs: readonly RunNode[] } {
  const result = parse(text);
  const nodes = result.ast.instructions.map((node) => (node.kind === 'onbuild' ? node.trigger : node));
  return { result, runs: nodes.filter((node) => node.kind === 'run') };
}

test('after any edits, the scripts are those of a text that is seen for the first time', () => {
  fc.assert(
    fc.property(file, edits, (lines, changes) => {
      let text = lines.join('\n');
      for (const [at, length, piece] of [[0, 0, ''] as const, ...changes]) {
        text = text.slice(0, at) + piece + text.slice(at + length);
        const { result, runs } = runsIn(text);
        for (const run of runs) expect(knownScript(result, run)).toEqual(runScript(result, run));
      }
    }),
    { numRuns: 500 },
  );
});

test('a script that has not moved is the same object', () => {
  const before = runsIn('FROM a\nRUN b\nRUN c\n');
  const scripts = before.runs.map((run) => knownScript(before.result, run));
  const after = runsIn('FROM a\nRUN b\nRUN  c\n');
  expect(after.runs.map((run, i) => knownScript(after.result, run) === scripts[i])).toEqual([true, false]);
});
