import { expect, test } from 'vitest';
import { excerpt, lineTable, renderExcerpt } from '../src/index.ts';

const LONG = '5678901234567890123456789012345678901234567890123456789012345678';

function check(text: string, marked: string, expected: string): void {
  const start = text.indexOf(marked);
  const range = lineTable(text).rangeOf({ start, end: start + marked.length });
  expect(`\n${renderExcerpt(text, range)}\n`).toBe(expected);
}

test('marks a word with carets between its neighbours', () => {
  check(
    'FROM a\nRUNN x\nCMD y\n',
    'RUNN',
    `
1 | FROM a
2 | RUNN x
  | ^^^^
3 | CMD y
`,
  );
});

test('marks every line of a range, from its indent', () => {
  check(
    'RUN a && \\\n    b\n',
    'a && \\\n    b',
    `
1 | RUN a && \\
  |     ^^^^^^
2 |     b
  |     ^
`,
  );
});

test('leaves out the middle of a long range', () => {
  const lines = Array.from({ length: 20 }, (_, i) => `line${i}`).join('\n');
  const range = lineTable(lines).rangeOf({ start: 0, end: lines.length });
  expect(
    renderExcerpt(lines, range)
      .split('\n')
      .filter((line) => /\d \|/.test(line))
      .map((line) => line.trim()),
  ).toEqual(['1 | line0', '2 | line1', '3 | line2', '4 | line3', '5 | line4', '20 | line19']);
});

test('shows tabs as spaces and never lets control characters through', () => {
  check(
    'A\t\u001b[31mB',
    'B',
    `
1 | A  ?[31mB
  |         ^
`,
  );
});

test.each([
  ['a long line', 'RUN', '1 | RUN 5678901234567890123456789012345678…\n  | ^^^'],
  ['the end of a long line', 'END', '1 | …2345678 END\n  |          ^^^'],
  ['all of a long line', `RUN ${LONG} END`, `1 | RUN 5678901234567890123456789012345678…\n  | ${'^'.repeat(39)}`],
])('shows of a line that has no room where %s begins', (_, marked, expected) => {
  const text = `RUN ${LONG} END`;
  const start = text.indexOf(marked);
  const range = lineTable(text).rangeOf({ start, end: start + marked.length });
  const lines = excerpt(text, range, 1, 39).map(
    (line) => `${line.kind === 'source' ? line.number : ' '} | ${line.text}`,
  );
  expect(lines.join('\n')).toBe(expected);
});
