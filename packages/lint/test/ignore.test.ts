import { parse } from '@strake/parser';
import { expect, it } from 'vitest';
import { lint, type LintSettings, resolveConfig } from '../src/index.ts';

interface Case {
  readonly name: string;
  readonly text: string;
  readonly settings?: LintSettings;
  /** `rule:line` of the findings, all names. */
  readonly found: readonly string[];
}

const TWO = 'RUN cd /a && ls\nRUN cd /b && ls\n';
const CMD = 'FROM alpine:3.20\nCMD a b\n';

const cases: readonly Case[] = [
  { name: 'a pragma holds for the next instruction', text: `# hadolint ignore=DL3003\n${TWO}`, found: ['DL3003:3'] },
  { name: 'our own word means the same', text: `# strake ignore=DL3003\n${TWO}`, found: ['DL3003:3'] },
  { name: 'a pragma for the file', text: `${TWO}# hadolint global ignore=DL3003\n`, found: [] },
  {
    name: 'a pragma for the rest of the stage',
    text: `FROM a:1\n# hadolint stage ignore=DL3003\n${TWO}FROM b:1\n${TWO}`,
    found: ['DL3003:6', 'DL3003:7'],
  },
  {
    name: 'an unknown name voids a pragma',
    text: `# hadolint ignore=DL3003,typo\n${TWO}`,
    found: ['DL3003:2', 'DL3003:3'],
  },
  {
    name: 'pragmas can be forbidden',
    text: `# hadolint ignore=DL3003\n${TWO}`,
    settings: { inlineIgnores: false },
    found: ['DL3003:2', 'DL3003:3'],
  },
  { name: 'a twin is one finding with both names', text: CMD, found: ['JSONArgsRecommended+DL3025:2'] },
  {
    name: 'check=skip silences the check, not the other name',
    text: `# check=skip=JSONArgsRecommended\n${CMD}`,
    found: ['DL3025:3'],
  },
  { name: 'check=skip=all', text: `# check=skip=all\n${CMD}`, found: ['DL3025:3'] },
  {
    name: 'check=skip silences other rules by name, too',
    text: `# check=skip=DL3003,JSONArgsRecommended,DL3025\n${CMD}${TWO}`,
    found: [],
  },
  {
    name: 'but not where comments may silence nothing',
    text: `# check=skip=DL3003\n${TWO}`,
    settings: { inlineIgnores: false },
    found: ['DL3003:2', 'DL3003:3'],
  },
  {
    name: 'check=skip of another rule above an instruction',
    text: `# check=skip=DL3003\n${TWO}`.replace(/^/, 'FROM a:1\n'),
    found: ['DL3003:4'],
  },
  {
    name: 'check=skip above an instruction',
    text: 'FROM alpine:3.20\n# check=skip=JSONArgsRecommended\nCMD a b\n',
    found: ['DL3025:3'],
  },
  {
    name: 'in recommended a skipped check does not come back under its other name',
    text: `# check=skip=JSONArgsRecommended\n${CMD}`,
    settings: { extends: 'recommended' },
    found: [],
  },
  {
    name: 'but a twin stands in where BuildKit does not look',
    text: 'CMD a b\n',
    settings: { extends: 'recommended' },
    found: ['DL3025:1'],
  },
  {
    name: 'check=experimental switches on',
    text: '# check=experimental=all\n# the base\nFROM alpine:3.20 AS base\n',
    found: ['InvalidDefinitionDescription:3'],
  },
  {
    name: 'nothing is said after an error at which BuildKit ends',
    text: `FROM $X\n${CMD}`,
    settings: { extends: 'buildkit' },
    found: ['InvalidDefaultArgInFrom:1', 'UndefinedArgInFrom:1'],
  },
  {
    name: 'unless it is asked to go on',
    text: `FROM $X\n${CMD}`,
    settings: { extends: 'buildkit', afterErrors: true },
    found: ['InvalidDefaultArgInFrom:1', 'UndefinedArgInFrom:1', 'JSONArgsRecommended:3'],
  },
];

it.each(cases)('$name', ({ text, settings = {}, found }) => {
  const config = resolveConfig(
    { extends: ['buildkit', 'hadolint'], rules: { DL3061: 'off', DL3006: 'off', DL3059: 'off' } },
    settings,
  );
  const findings = lint(parse(text), config);
  expect(findings.map(({ rule, aliases, range }) => `${[rule, ...aliases].join('+')}:${range.start.line + 1}`)).toEqual(
    found,
  );
});

it('makes errors of findings when the file asks for it', () => {
  const [finding] = lint(parse(`# check=error=true\n${CMD}`), resolveConfig({ extends: 'buildkit' }));
  expect(finding?.severity).toBe('error');
});
