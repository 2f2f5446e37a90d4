import { parse } from '@strake/parser';
import { describe, expect, it } from 'vitest';
import {
  createBaseline,
  lint,
  type LintedFile,
  readBaseline,
  renderReport,
  resolveConfig,
  rowsOf,
  syntaxFindings,
  withoutBaseline,
} from '../src/index.ts';

function lintText(text: string, name = 'a/Dockerfile'): LintedFile {
  const result = parse(text);
  const config = resolveConfig({ extends: ['buildkit', 'hadolint'], rules: { DL3006: 'off' } });
  return { name, text, findings: [...syntaxFindings(result), ...lint(result, config)] };
}

const FILE = lintText('FROM a\nRUN echo "<&>" && \\\n    cd /x\nCMD a "b"\n');

it('gives rows with all that tools want', () => {
  expect(rowsOf([FILE])[0]).toEqual({
    file: 'a/Dockerfile',
    rule: 'DL3003',
    aliases: [],
    severity: 'warning',
    line: 2,
    column: 1,
    endLine: 3,
    endColumn: 10,
    focus: { line: 3, column: 5, endLine: 3, endColumn: 10 },
    message: 'Use WORKDIR to change the directory',
    url: 'https://github.com/hadolint/hadolint/wiki/DL3003',
    fixable: false,
  });
});

it('shows people the source', () => {
  expect(renderReport('pretty', [FILE])).toBe(`a/Dockerfile:3:5 warning DL3003: Use WORKDIR to change the directory
3 |     cd /x
  |     ^^^^^
  https://github.com/hadolint/hadolint/wiki/DL3003

a/Dockerfile:4:1 warning JSONArgsRecommended (DL3025): JSON arguments recommended for CMD to prevent unintended behavior related to OS signals
4 | CMD a "b"
  | ^^^^^^^^^
  https://docs.docker.com/go/dockerfile/rule/json-args-recommended/

2 warnings
`);
});

it('writes annotations of GitHub', () => {
  expect(renderReport('github', [lintText('FROM a\nRUN cd /x && b\n', 'a,b')])).toBe(
    '::warning file=a%2Cb,line=2,col=5,endLine=2,endColumn=10,title=DL3003::Use WORKDIR to change the directory\n',
  );
});

it("writes hadolint's JSON under hadolint's names", () => {
  expect(JSON.parse(renderReport('hadolint', [FILE]))).toEqual([
    {
      code: 'DL3003',
      column: 1,
      file: 'a/Dockerfile',
      level: 'warning',
      line: 2,
      message: expect.any(String) as string,
    },
    {
      code: 'DL3025',
      column: 1,
      file: 'a/Dockerfile',
      level: 'warning',
      line: 4,
      message: expect.any(String) as string,
    },
  ]);
});

describe('SARIF', () => {
  const sarif = JSON.parse(renderReport('sarif', [lintText('FROM a\nCMD a b\n')])) as {
    readonly version: string;
    readonly runs: readonly [
      {
        readonly tool: { readonly driver: { readonly rules: readonly unknown[] } };
        readonly results: readonly [Record<string, unknown>];
      },
    ];
  };
  it('has the rules that fired, and the fix', () => {
    expect(sarif.version).toBe('2.1.0');
    expect(sarif.runs[0].tool.driver.rules).toHaveLength(1);
    expect(sarif.runs[0].results[0]).toMatchObject({
      ruleId: 'JSONArgsRecommended',
      ruleIndex: 0,
      level: 'warning',
      locations: [{ physicalLocation: { region: { startLine: 2, startColumn: 1, endLine: 2, endColumn: 8 } } }],
      fixes: [
        {
          artifactChanges: [
            {
              replacements: [
                {
                  deletedRegion: { startLine: 2, startColumn: 5, endLine: 2, endColumn: 8 },
                  insertedContent: { text: '["a", "b"]' },
                },
              ],
            },
          ],
        },
      ],
    });
  });
});

it.each(['junit', 'checkstyle'] as const)('writes %s whose text is escaped', (format) => {
  const report = renderReport(format, [{ ...FILE, name: 'a"<b>' }]);
  expect(report).toContain('name="a&quot;&lt;b&gt;"');
  expect(report.match(/<(\w+)[^>]*>/g)?.length).toBeGreaterThan(3);
});

it('gives GitLab a fingerprint that outlives lines above', () => {
  const prints = (file: LintedFile): readonly string[] =>
    (JSON.parse(renderReport('gitlab', [file])) as readonly { readonly fingerprint: string }[]).map(
      ({ fingerprint }) => fingerprint,
    );
  const text = 'FROM a\nRUN cd /x && b\nCOPY a /a\nRUN cd /x && b\n';
  const before = prints(lintText(text));
  expect(new Set(before).size).toBe(2);
  expect(prints(lintText(text.replace('FROM a\n', 'FROM a\nENV A=1\n')))).toEqual(before);
});

it('leaves out what the baseline knows', () => {
  const old = lintText('FROM a\nRUN cd /x && b\n');
  const baseline = readBaseline(JSON.stringify(createBaseline([old])));
  expect(baseline).toBeDefined();
  if (baseline === undefined) return;
  const now = lintText('FROM a\nENV A=1\nRUN cd /x && b\nCOPY a /a\nRUN cd /y && b\n');
  expect(withoutBaseline([now], baseline)[0]?.findings.map(({ range }) => range.start.line)).toEqual([4]);
});

it.each(['', '[]', '{"version":2,"findings":[]}', '{"version":1,"findings":[null]}', 'null'])(
  'knows that %j is no baseline',
  (text) => {
    expect(readBaseline(text)).toBeUndefined();
  },
);

it('has the errors of the syntax, but not that a fragment has no FROM', () => {
  expect(syntaxFindings(parse('RUN make\n'))).toEqual([]);
  expect(syntaxFindings(parse('FROM a\nRUNN make\n'))).toMatchObject([
    { rule: 'unknown-instruction', aliases: ['DL1000'], severity: 'error' },
  ]);
});
