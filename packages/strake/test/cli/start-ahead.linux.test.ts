import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rememberedTrees } from '@strake/context/ahead';
import { afterAll, beforeAll, expect, test } from 'vitest';

const BIN = join(import.meta.dirname, '../../../../node_modules/.bin/strake');

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'strake-ahead-'));
  writeFileSync(
    join(directory, 'Dockerfile'),
    'FROM scratch AS files\nCOPY Dockerfile /\nFROM files\nRUN ["/nothing"]\n',
  );
  const { kind, key } = rememberedTrees(directory);
  mkdirSync(join(directory, 'store/records', kind), { recursive: true });
  writeFileSync(join(directory, 'store/records', kind, `${key}.json`), '{}');
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** Runs a build whose sandbox was started and is never used; gives its exit code and what is left of it. */
function build(args: readonly string[]): { readonly code: number | null; readonly left: readonly string[] } {
  const mark = `ahead-${args.length}-${process.pid}`;
  const env = { PATH: `${process.env['PATH']}:/${mark}`, HOME: directory, STRAKE_HOME: join(directory, 'store') };
  const { status } = spawnSync(BIN, ['build', ...args, directory], { env, timeout: 30_000 });
  execFileSync('sleep', ['0.1']);
  return { code: status, left: processesWith(mark) };
}

/** Processes with `text` in their environment. */
function processesWith(text: string): readonly string[] {
  return readdirSync('/proc').filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readFileSync(join('/proc', pid, 'environ'), 'latin1').includes(text);
    } catch {
      return false;
    }
  });
}

test.each([
  { name: 'a target without RUN', args: ['--target', 'files'], code: 0 },
  { name: 'no such target', args: ['--target', 'nothing'], code: 3 },
  { name: 'an unknown option', args: ['--nothing'], code: 2 },
])('a sandbox and threads started in vain hold up nothing and are gone: $name', ({ args, code }) => {
  const { code: actual, left } = build(args);
  expect({ code: actual, left }).toEqual({ code, left: [] });
});
