import { expect, test } from 'vitest';
import { commandHelp } from '../../src/cli/options/help.ts';
import type { Terminal } from '../../src/cli/terminal.ts';

const terminal = (isTTY: boolean): Terminal => ({
  out() {},
  err() {},
  isTTY,
  columns: () => 80,
  rows: () => 24,
  style: (_, text) => text,
});

const HELP = 'What is said of a flag, in more words than a line of a terminal has room for';

test.each([
  [
    true,
    [
      '      --tag NAME...               What is said of a flag, in more words than a',
      '                                  line of a terminal has room for',
    ],
  ],
  [false, [`      --tag NAME...               ${HELP}`]],
])('help on a terminal: %s', (isTTY, lines) => {
  const help = commandHelp(
    {
      name: 'x',
      summary: 'Does x.',
      usage: '[OPTIONS]',
      positionals: { min: 0, max: 0 },
      flags: [{ name: 'tag', type: 'list', value: 'NAME', help: HELP }],
      examples: [{ command: 'strake x', does: 'All' }],
    },
    terminal(isTTY),
  );
  expect(help).toBe(
    `Usage: strake x [OPTIONS]\n\nDoes x.\n\nOptions:\n${lines.join('\n')}\n\nFlags with three dots may be given several times.\n\nExamples:\n  # All\n  strake x\n\n`,
  );
});
