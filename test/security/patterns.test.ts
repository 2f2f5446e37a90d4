import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildGuarded } from './support/guarded-build.ts';
import { type GuardedPlace, openGuardedPlace } from './support/guarded-place.ts';

let place: GuardedPlace;
let directory: string;
beforeAll(() => {
  place = openGuardedPlace();
  directory = place.inside();
  const deep = join(directory, 'a/'.repeat(20));
  mkdirSync(deep, { recursive: true });
  for (const path of [directory, deep]) writeFileSync(join(path, 'a'.repeat(200)), 'in');
});
afterAll(() => place[Symbol.dispose]());

/** What makes exponential work of a matcher that tries one thing after the other. */
const PATTERNS = [
  `${'**/'.repeat(30)}b`,
  `${'**'.repeat(30)}b`,
  `${'*a'.repeat(30)}b`,
  `**/${'*a'.repeat(30)}b`,
  `${'**/a/'.repeat(15)}b`,
  `${'?*'.repeat(60)}b`,
  `${'[a]*'.repeat(60)}b`,
  `${'*/'.repeat(12)}b`,
];

describe.each(PATTERNS)('the pattern %s ends', (pattern) => {
  const build = (line: string): ReturnType<typeof buildGuarded> =>
    buildGuarded(place, { context: directory, dockerfile: { text: `FROM scratch\n${line}\n` } });

  test('in an ignore file (CVE-2022-3517)', async () => {
    writeFileSync(join(directory, '.dockerignore'), `${pattern}\n!${pattern}/x\n${pattern}/y\n`);
    const { files } = await build('COPY . /in/');
    rmSync(join(directory, '.dockerignore'));
    expect(files.filter((line) => line.endsWith(' in'))).toHaveLength(2);
  });

  test('in --exclude (CVE-2022-3517)', async () => {
    const { files } = await build(`COPY --exclude=${pattern} . /in/`);
    expect(files.filter((line) => line.endsWith(' in'))).toHaveLength(2);
  });

  test('as a source (CVE-2022-3517)', async () => {
    for (const line of [
      `COPY ${pattern} /in/`,
      `FROM scratch AS all\nCOPY . /\nFROM scratch\nCOPY --from=all ${pattern} /in/`,
    ])
      expect(await build(line)).toMatchObject({ error: '', files: [] });
  });
});
