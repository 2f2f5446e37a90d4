import { parse } from '@strake/parser';
import { expect, it } from 'vitest';
import { lint, type PlanFacts, resolveConfig } from '../src/index.ts';

const DIGEST = `sha256:${'a'.repeat(64)}`;

/** Messages and hints of what is found with the given facts. */
function check(text: string, facts: PlanFacts, found: readonly string[]): void {
  const findings = lint(parse(text), resolveConfig(), facts);
  expect(findings.map(({ message, hint }) => (hint === undefined ? message : `${message} (${hint})`))).toEqual(found);
}

it.each(['FROM debian\n', 'FROM debian:latest\n'])('knows the digest to pin %j to', (text) => {
  const reference = text.slice('FROM '.length).trim();
  const findings = lint(parse(text), resolveConfig(), { image: () => ({ digest: DIGEST }) });
  expect(findings.map(({ hint }) => hint)).toEqual([`it is ${reference}@${DIGEST} now`]);
  expect(lint(parse(text)).map(({ hint }) => hint)).toEqual([undefined]);
});

it('asks for images by their names, with the variables of FROM replaced', () => {
  const asked: string[] = [];
  const image = (reference: string): undefined => void asked.push(reference);
  lint(parse('ARG V=12\nFROM debian:$V AS a\nRUN sudo a\nFROM a\nCOPY a b\n'), resolveConfig(), { image });
  expect(new Set(asked)).toEqual(new Set(['debian:12']));
});

it('puts figures to what the last build measured', () => {
  const text = 'FROM a:1\nWORKDIR /a\nCOPY . .\nRUN npm ci && npm cache clean --force\n';
  check(text, { steps: [{ line: 3, seconds: 41.2, layerBytes: 1 }] }, [
    'Every change of the sources installs the dependencies again: 41 s in the last build (copy the files that name the dependencies, install, and copy the rest after that)',
    'This took 41 s in the last build, and runs again after every change of the sources',
  ]);
});

it('counts the size of a recursive chown', () => {
  const text = 'FROM a:1\nCOPY a /app/\nRUN chown -R 1 /app\n';
  check(text, { steps: [{ line: 2, layerBytes: 12_300_000 }] }, [
    'This copies every file into one more layer: 13 MB in the last build (use COPY --chown)',
  ]);
});
