import { createHash } from 'node:crypto';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMemoryRecords } from '@strake/oci';
import { parse } from '@strake/parser';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LastBuild, readLastBuild, STEP_LIMIT, writeLastBuild } from '../../src/build-facts/last-build.ts';
import { instructionText, stepFacts } from '../../src/build-facts/step-facts.ts';
import { build } from '../../src/build.ts';

let directory: string;
beforeAll(() => {
  directory = realpathSync(mkdtempSync(join(tmpdir(), 'strake-last-')));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const FILE = 'FROM scratch AS a\nCOPY big /big\nFROM scratch\nCOPY small /small\n';

interface Project {
  readonly home: string;
  readonly context: string;
  readonly dockerfile: string;
}

function project(text = FILE): Project {
  const home = mkdtempSync(join(directory, 'home-'));
  const context = mkdtempSync(join(directory, 'context-'));
  const dockerfile = join(context, 'Dockerfile');
  writeFileSync(dockerfile, text);
  writeFileSync(join(context, 'big'), 'x'.repeat(20_000));
  writeFileSync(join(context, 'small'), 'x');
  return { home, context, dockerfile };
}

const shape = (last: LastBuild | undefined): unknown =>
  last?.steps.map(({ line, cached, layerBytes, seconds }) => [line, cached, layerBytes, seconds !== undefined]);

test('a build leaves what its steps took and made', async () => {
  const { home, context, dockerfile } = project();
  await build({ home, context });
  const last = readLastBuild(dockerfile, home);
  expect(last).toMatchObject({ file: dockerfile, context });
  expect(last).not.toHaveProperty('target');
  expect(shape(last)).toEqual([[3, false, 2048, true]]);
});

test('times and sizes outlive builds from the cache and of other stages', async () => {
  const { home, context, dockerfile } = project();
  await build({ home, context });
  await build({ home, context });
  expect(shape(readLastBuild(dockerfile, home))).toEqual([[3, true, 2048, true]]);
  await build({ home, context, target: 'a' });
  const last = readLastBuild(dockerfile, home);
  expect(last).toMatchObject({ target: 'a' });
  expect(shape(last)).toEqual([
    [1, false, 22_016, true],
    [3, true, 2048, true],
  ]);
});

test('a failed build leaves what had been done', async () => {
  const { home, context, dockerfile } = project('FROM scratch\nCOPY small /a\nCOPY missing /b\n');
  await expect(build({ home, context })).rejects.toThrow('missing');
  expect(shape(readLastBuild(dockerfile, home))).toEqual([[1, false, undefined, true]]);
});

test('a Dockerfile that is no file leaves nothing', async () => {
  const { home, context } = project();
  await build({ home, context, dockerfile: { text: FILE, name: 'Dockerfile' } });
  expect(readdirSync(join(home, 'records'))).not.toContain('last-build');
});

test('is found through links, and by nothing else', async () => {
  const { home, context, dockerfile } = project();
  await build({ home, context });
  const link = join(directory, 'link');
  symlinkSync(context, link);
  expect(readLastBuild(join(link, 'Dockerfile'), home)?.file).toBe(dockerfile);
  expect(readLastBuild(join(context, 'big'), home)).toBeUndefined();
  expect(readLastBuild(join(context, 'gone'), home)).toBeUndefined();
  expect(readLastBuild(dockerfile, join(home, 'nowhere'))).toBeUndefined();
});

test('keeps no text of the Dockerfile', async () => {
  const { home, context, dockerfile } = project('FROM scratch\nCOPY small /hush\n');
  await build({ home, context });
  const [name = ''] = readdirSync(join(home, 'records/last-build'));
  const text = readFileSync(join(home, 'records/last-build', name), 'utf8');
  expect(text).toContain(JSON.stringify(dockerfile));
  expect(text).not.toContain('hush');
});

test.each([
  ['nothing', ''],
  ['no object', '[1]'],
  ['no steps', '{"file":"F","at":"now"}'],
  ['odd steps', '{"file":"F","at":"now","steps":[null,{"line":"1"},{"line":1,"text":"a","cached":true,"seconds":-1}]}'],
])('a record with %s gives no step', (_, text) => {
  const { home, dockerfile } = project();
  mkdirSync(join(home, 'records/last-build'), { recursive: true });
  writeFileSync(
    join(home, 'records/last-build', `${keyOf(dockerfile)}.json`),
    text.replace('"F"', JSON.stringify(dockerfile)),
  );
  expect(readLastBuild(dockerfile, home)?.steps ?? []).toEqual([]);
});

test('is bounded in steps and in files', async () => {
  const records = createMemoryRecords();
  const steps = Array.from({ length: STEP_LIMIT + 5 }, (_, line) => ({ line, text: 'a', cached: true }));
  await writeLastBuild({ file: '/0', at: '0', steps }, records);
  for (let i = 1; i < 520; i++)
    await writeLastBuild({ file: `/${i}`, at: String(i).padStart(4, '0'), steps: [] }, records);
  const kept: LastBuild[] = [];
  for await (const key of records.list('last-build')) kept.push((await records.get('last-build', key)) as LastBuild);
  expect(kept).toHaveLength(512);
  expect(kept.map(({ file }) => file)).not.toContain('/0');
  expect(kept.map(({ file }) => file)).toContain('/519');
});

function keyOf(path: string): string {
  return createHash('sha256').update(path).digest('hex');
}

/** Facts by line after an edit of a file whose instructions were measured with as many seconds as their line. */
function check(before: string, after: string, expected: Readonly<Record<number, number>>): void {
  const parsed = parse(before);
  const steps = parsed.ast.instructions.map((node) => ({
    line: node.startLine,
    text: instructionText(node, parsed),
    seconds: node.startLine,
    cached: false,
  }));
  const facts = stepFacts({ steps }, parse(after));
  expect(Object.fromEntries(facts.map(({ line, seconds }) => [line, seconds]))).toEqual(expected);
}

test.each<[what: string, before: string, after: string, expected: Readonly<Record<number, number>>]>([
  ['nothing changed', 'FROM a\nRUN b\nRUN c\n', 'FROM a\nRUN b\nRUN c\n', { 0: 0, 1: 1, 2: 2 }],
  ['lines moved', 'FROM a\nRUN b\n', '# x\n\nFROM a\n\nRUN b\n', { 2: 0, 4: 1 }],
  ['one changed', 'FROM a\nRUN b\nRUN c\n', 'FROM a\nRUN d\nRUN c\n', { 0: 0, 2: 2 }],
  ['order changed', 'FROM a\nRUN b\nRUN c\n', 'FROM a\nRUN c\nRUN b\n', { 0: 0, 1: 2, 2: 1 }],
  ['equal ones', 'FROM a\nRUN b\nRUN c\nRUN b\n', 'FROM a\nRUN b\nRUN b\nRUN b\n', { 0: 0, 1: 1, 2: 3 }],
  ['nothing is left', 'FROM a\nRUN b\n', '', {}],
])('%s', (_, before, after, expected) => check(before, after, expected));
