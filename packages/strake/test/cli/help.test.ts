import { expect, test } from 'vitest';
import { commandHelp } from '../../src/cli/options/help.ts';
import type { Terminal } from '../../src/cli/terminal.ts';

const terminal = (columns: number | undefined): Terminal => ({
  out() {},
  err() {},
  isTTY: columns !== undefined,
  columns: () => columns ?? 80,
  rows: () => 24,
  style: (_, text) => text,
});

const HELP = 'What is said of a flag, in more words than a line of a terminal has room for';

test.each([
  [
    80,
    [
      '      --tag NAME...               What is said of a flag, in more words than a',
      '                                  line of a terminal has room for',
    ],
  ],
  [
    50,
    [
      '      --tag NAME...',
      '          What is said of a flag, in more words',
      '          than a line of a terminal has room for',
    ],
  ],
  [undefined, [`      --tag NAME...               ${HELP}`]],
])('help on a terminal of so many columns: %s', (columns, lines) => {
  const help = commandHelp(
    {
      name: 'x',
      summary: 'Does x.',
      usage: '[OPTIONS]',
      positionals: { min: 0, max: 0 },
      flags: [{ name: 'tag', type: 'list', value: 'NAME', help: HELP }],
      examples: [{ command: 'strake x', does: 'All' }],
    },
    terminal(columns),
  );
  expect(help).toBe(
    `Usage: strake x [OPTIONS]\n\nDoes x.\n\nOptions:\n${lines.join('\n')}\n\nFlags with three dots may be given several times.\n\nExamples:\n  # All\n  strake x\n\n`,
  );
});
