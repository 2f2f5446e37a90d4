import { expect, test } from 'vitest';
import { limitFlags, parseLimits } from '../../src/cli/commands/run-flags.ts';
import { parseOptions } from '../../src/cli/options/parse.ts';

const SPEC = { name: 'run', summary: '', usage: '', flags: limitFlags('the command'), positionals: { min: 0, max: 0 } };

const limits = (...args: readonly string[]): unknown => parseLimits(parseOptions({ ...SPEC, examples: [] }, args));

test.each([
  [['--memory', '6m'], { memory: 6 * 1024 * 1024 }],
  [['--memory', '0'], {}],
  [['--cpus', '1.5'], { cpus: 1.5 }],
  [['--cpus', '0'], {}],
  [['--pids-limit', '20'], { pids: 20 }],
  [['--pids-limit', '0'], {}],
  [['--pids-limit=-1'], {}],
  [['--timeout', '1.5m'], { seconds: 90 }],
  [[], {}],
])('%j: %j', (args, wanted) => {
  expect(limits(...args)).toEqual(wanted);
});

test.each([
  [['--memory', '1'], '--memory "1" is too little for any command'],
  [['--memory', '5.9m'], '--memory "5.9m" is too little for any command'],
  [['--cpus', 'abc'], '--cpus "abc" is no number above 0'],
  [['--cpus', '-1'], '--cpus "-1" is no number above 0'],
  [['--pids-limit', 'x'], '--pids-limit "x" is no number above 0'],
])('%j is refused', (args, message) => {
  expect(() => limits(...args)).toThrow(expect.objectContaining({ message, hint: expect.stringContaining('write') }));
});
