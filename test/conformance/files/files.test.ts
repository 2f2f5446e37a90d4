import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'strake';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listing } from './listing.ts';

/**
 * COPY, ADD and ignore rules from a directory to an image's files, as Docker 28.5 has them. A case is a shell script that
 * makes the context, its Dockerfile and further files, and the listing of what Docker has built, or `fails`.
 */
const CASES = join(import.meta.dirname, 'cases');

/** What Docker refuses by an accident of how it sends or hashes contexts, and is built here. */
const ACCIDENTS: Readonly<Record<string, string>> = {
  'ignored-wild': 'a directory of which a pattern matches nothing is not sent, and then missed',
  'wild-sub-nomatch': 'as above',
  'wild-sub-nomatch3': 'as above',
  'wild-sub-ignored': 'as above',
  'wild-sub-ignored2': 'as above',
  'exclude-dangling': 'where something is excluded, links at the top of the context are followed, and missed',
  'wild-through-file': 'as above, with a file in its place',
};

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'strake-files-'));
});
afterAll(() => {
  spawnSync('chmod', ['-R', 'u+rwx', directory]);
  rmSync(directory, { recursive: true, force: true });
});

interface Case {
  readonly context: string;
  readonly expected: string;
}

function prepare(name: string): Case {
  const context = mkdtempSync(join(directory, 'context-'));
  let expected = '';
  for (const part of readFileSync(join(CASES, `${name}.case`), 'utf8')
    .split(/^--- /m)
    .slice(1)) {
    const [, what = '', rest = '', body = ''] = /^(\w+) ?([^\n]*)\n(.*)$/s.exec(part) ?? [];
    if (what === 'expect') expected = rest === '' ? body : rest;
    else if (what === 'setup') shell(body, context);
    else writeFileSync(join(context, what === 'file' ? rest : what), body, { mode: 0o644 });
  }
  return { context, expected: expected.trim() };
}

function shell(script: string, cwd: string): void {
  const { status, stderr } = spawnSync('bash', ['-ec', `umask 022\n${script}`], { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
}

function sortedLines(text: string): readonly string[] {
  return text.split('\n').sort();
}

/** The files of the image that is built of a context. */
async function built(context: string): Promise<string> {
  let files = '';
  const dest = async (tar: AsyncIterable<Uint8Array>): Promise<void> => {
    files = await listing(tar);
  };
  await build({ context, home: join(directory, 'home'), outputs: [{ type: 'tar', dest }] });
  return files;
}

const NAMES = readdirSync(CASES).map((name) => name.replace(/\.case$/, ''));

test.each(NAMES)('%s', async (name) => {
  const { context, expected } = prepare(name);
  if (name in ACCIDENTS) {
    expect(expected).toBe('fails');
    await expect(built(context)).resolves.toBeDefined();
  } else if (expected === 'fails') await expect(built(context)).rejects.toMatchObject({ code: expect.any(String) });
  else expect(sortedLines(await built(context))).toEqual(sortedLines(expected));
});
