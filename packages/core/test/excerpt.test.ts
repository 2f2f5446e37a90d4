import { expect, test } from 'vitest';
import { lineTable, renderExcerpt } from '../src/index.ts';

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
