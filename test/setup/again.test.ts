import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { tryAgainAlone, type Verdict } from './again.ts';
import { runVitest } from './vitest.ts';

/** Vitest on made-up files by name, and on those that failed once more. `FLAG` is a path that is free at first. */
function run(files: Readonly<Record<string, string>>): {
  readonly verdict: Verdict;
  readonly again: readonly string[];
} {
  const directory = mkdtempSync(join(tmpdir(), 'strake-again-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const config = join(directory, 'vitest.config.mjs');
  writeFileSync(config, `export default { test: { globals: true, include: ['*.test.mjs'], root: '${directory}' } };`);
  for (const [name, text] of Object.entries(files))
    writeFileSync(
      join(directory, `${name}.test.mjs`),
      `import { existsSync, writeFileSync } from 'node:fs';\n${text.replaceAll('FLAG', `'${join(directory, name)}'`)}`,
    );
  const again: string[] = [];
  const args = ['--root', directory, '--config', config];
  const verdict = tryAgainAlone(runVitest(process.execPath, args, 'ignore'), (names) => {
    again.push(...names.map(nameOf));
    return runVitest(process.execPath, [...args, ...names.map((name) => basename(name))], 'ignore');
  });
  return { verdict, again };
}

const nameOf = (path: string): string => basename(path, '.test.mjs');

interface Seen {
  readonly passed: number;
  readonly skipped: readonly string[];
  readonly failures: readonly string[];
  readonly unsteady: readonly string[];
  readonly again: readonly string[];
}

function check(files: Readonly<Record<string, string>>, expected: Partial<Seen>): void {
  const { verdict, again } = run(files);
  const told = ({ file, test: name, message }: Verdict['unsteady'][number]): string =>
    `${nameOf(file)} > ${name}: ${message.split('\n')[0]}`;
  const seen: Seen = {
    passed: verdict.files.reduce((sum, { passed }) => sum + passed, 0),
    skipped: verdict.files.flatMap(({ skipped }) => skipped),
    failures: verdict.files.flatMap(({ failures }) => failures).map(told),
    unsteady: verdict.unsteady.map(told),
    again,
  };
  expect(seen).toEqual({ skipped: [], failures: [], unsteady: [], again: [], ...expected });
}

const FINE = `test('fine', () => {});`;
const die = (how: string): string => `test('dies', async () => { ${how}; await new Promise(() => {}); });`;
const once = (what: string): string => `if (!existsSync(FLAG)) { writeFileSync(FLAG, ''); ${what} }`;
const DIES_ONCE = `${FINE}\ntest('dies', async () => { ${once("process.kill(process.pid, 'SIGKILL'); await new Promise(() => {});")} });\n`;
const ENDED = 'the process of this file ended';

test('all that passes is counted', () => {
  check({ one: FINE, two: FINE }, { passed: 2 });
});

test('a file whose process dies once has passed, and is named with what ended it', () => {
  const unsteady = [`one > : ${ENDED}: signal SIGKILL`];
  check({ one: DIES_ONCE, two: FINE }, { passed: 3, unsteady, again: ['one'] });
});

test('a file whose process dies again has failed', () => {
  const failures = [`one > : ${ENDED}: signal SIGKILL`];
  check(
    { one: `${FINE}\n${die("process.kill(process.pid, 'SIGKILL')")}`, two: FINE },
    { passed: 1, failures, again: ['one'] },
  );
});

test('a test that ran neither time has not run', () => {
  const unsteady = [`one > : ${ENDED}: signal SIGKILL`];
  const never = `test.skip('never', () => {});`;
  check({ one: `${DIES_ONCE}\n${never}` }, { passed: 2, skipped: ['never'], unsteady, again: ['one'] });
});

test('a test that fails once is told from one that fails again', () => {
  const text = `test('once', () => { ${once("throw new Error('first');")} });\ntest('always', () => { throw new Error('no'); });`;
  check(
    { one: text },
    { passed: 1, failures: ['one > always: Error: no'], unsteady: ['one > once: Error: first'], again: ['one'] },
  );
});
