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

it.each<readonly [PlanFacts, readonly number[]]>([
  [{}, [2, 4, 6, 8]],
  [{ onlyTarget: true }, [4, 8]],
  [{ onlyTarget: true, target: 'UNUSED' }, [2]],
  [{ onlyTarget: true, target: '0' }, [2]],
  [{ onlyTarget: true, buildArgs: { FROM: 'unused' } }, [2, 4, 8]],
])('looks into the stages that a target needs: %j', (facts, lines) => {
  const text = `ARG FROM=a:1
FROM a:1 AS unused\nCMD a
FROM a:1 AS copied\nCMD a
FROM unused AS other\nCMD a
FROM $FROM AS last\nCMD a\nCOPY --from=copied /a /b\n`;
  const found = lint(parse(text), resolveConfig({ extends: 'buildkit' }), facts);
  expect(found.map(({ range }) => range.start.line)).toEqual(lines);
});

it.each([
  ['skip=JSONArgsRecommended', ['warning:LegacyKeyValueFormat']],
  ['error=true', ['error:JSONArgsRecommended', 'error:LegacyKeyValueFormat']],
  ['', ['warning:JSONArgsRecommended', 'warning:LegacyKeyValueFormat']],
])('takes %j of BUILDKIT_DOCKERFILE_CHECK in the place of the directive', (value, wanted) => {
  const text = '# check=skip=all\nFROM a:1\nCMD a\nENV a b\n';
  const facts = { buildArgs: { BUILDKIT_DOCKERFILE_CHECK: value } };
  const found = lint(parse(text), resolveConfig({ extends: 'buildkit' }), facts);
  expect(found.map(({ severity, rule }) => `${severity}:${rule}`)).toEqual(wanted);
});
