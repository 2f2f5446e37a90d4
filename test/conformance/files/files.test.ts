import { spawnSync } from 'node:child_process';
import { createHash, type Hash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readTar, type TarEntry } from '../../../packages/oci/src/index.ts';
import { build } from 'strake';
import { afterAll, beforeAll, expect, test } from 'vitest';

/**
 * COPY, ADD and ignore rules from a directory to an image's files, as Docker 28.5 has them. A case is a shell script that
 * makes the context, its Dockerfile and further files, and the listing of what Docker has built, or `fails`.
 */
const CASES = join(import.meta.dirname, 'cases');

/** What Docker refuses by an accident of how it sends contexts, and is built here. */
const ACCIDENTS: Readonly<Record<string, string>> = {
  'ignored-wild': 'a directory of which a pattern matches nothing is not sent, and then missed',
  'wild-sub-nomatch': 'as above',
  'wild-sub-nomatch3': 'as above',
  'wild-sub-ignored': 'as above',
  'wild-sub-ignored2': 'as above',
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

/** The image's files, a line each: type, path, mode, owner, the date where the case sets one, size and digest. */
async function listing(context: string): Promise<string> {
  const found: { readonly entry: TarEntry; readonly hash: Hash }[] = [];
  const dest = async (data: AsyncIterable<Uint8Array>): Promise<void> => {
    for await (const item of readTar(data)) {
      if (item.kind === 'entry') found.push({ entry: item.entry, hash: createHash('sha256') });
      else found.at(-1)?.hash.update(item.chunk);
    }
  };
  await build({ context, home: join(directory, 'home'), outputs: [{ type: 'tar', dest }] });
  const groups = Map.groupBy(found, ({ entry }) => (entry.type === 'hardlink' ? entry.target : entry.path));
  const lines = [...groups.values()].flatMap((group) =>
    linesOf(
      group.map(({ entry }) => entry),
      group,
    ),
  );
  return lines
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, line]) => line)
    .join('\n');
}

type Line = readonly [path: string, text: string];

/** The names of one file: the first in order has all that there is to say. */
function linesOf(
  names: readonly TarEntry[],
  group: readonly { readonly entry: TarEntry; readonly hash: Hash }[],
): readonly Line[] {
  const paths = names.map(({ path }) => path).sort();
  const [first = '', ...others] = paths;
  const file = group.find(({ entry }) => entry.type !== 'hardlink');
  if (!file || first === '') return [];
  const head = describe({ ...file.entry, path: first }, file.hash);
  return [
    [first, head],
    ...others.map((path): Line => [path, `h ${JSON.stringify(path)} -> ${JSON.stringify(first)}`]),
  ];
}

const DATE = 981_173_106;

/** Docker dates directories anew that it makes hard links in: their dates are nobody's. */
function isDated({ type, mtime }: TarEntry): boolean {
  return type !== 'directory' && mtime === DATE;
}

function describe(entry: TarEntry, hash: Hash): string {
  const path = JSON.stringify(entry.path);
  const meta = `${entry.mode.toString(8)} ${entry.uid}:${entry.gid}${isDated(entry) ? ` @${DATE}` : ''}`;
  switch (entry.type) {
    case 'file':
      return `f ${path} ${meta} ${entry.size} ${hash.digest('hex').slice(0, 12)}`;
    case 'directory':
      return `d ${path} ${meta}`;
    case 'symlink':
      return `l ${path} ${meta} -> ${JSON.stringify(entry.target)}`;
    case 'fifo':
      return `fifo ${path} ${meta}`;
    default:
      return `${entry.type === 'block-device' ? 'block' : 'char'} ${path} ${meta} ${'major' in entry ? `${entry.major}:${entry.minor}` : ''}`;
  }
}

const NAMES = readdirSync(CASES).map((name) => name.replace(/\.case$/, ''));

test.each(NAMES)('%s', async (name) => {
  const { context, expected } = prepare(name);
  if (name in ACCIDENTS) {
    expect(expected).toBe('fails');
    await expect(listing(context)).resolves.toBeDefined();
  } else if (expected === 'fails') await expect(listing(context)).rejects.toMatchObject({ code: expect.any(String) });
  else expect(sortedLines(await listing(context))).toEqual(sortedLines(expected));
});
