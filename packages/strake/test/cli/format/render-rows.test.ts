import { expect, test } from 'vitest';
import { renderRows } from '../../../src/cli/format/render-rows.ts';

const HEADERS = { Name: 'NAME', Size: 'SIZE' };
const ROWS = [
  { Name: 'app', Size: '2 B' },
  { Name: 'longer\u001b[2J', Size: '10 kB' },
];

test.each([
  ['{{.Name}}\\t{{.Size}}', false, 'app\t2 B\nlonger\u001b[2J\t10 kB\n'],
  ['{{.Name}}', true, 'app\nlonger\n'],
  ['json', true, '{"Name":"app","Size":"2 B"}\n{"Name":"longer\\u001b[2J","Size":"10 kB"}\n'],
  ['table {{.Size}}\\t{{.Name}}', false, 'SIZE   NAME\n2 B    app\n10 kB  longer\n'],
])('%s', (format, isTTY, text) => {
  expect(renderRows(format, ROWS, HEADERS, { isTTY })).toBe(text);
});

test('a field that there is not is said without rows, too', () => {
  expect(() => renderRows('{{.Nam}}', [], HEADERS, { isTTY: false })).toThrow('there is no .Nam');
});
