import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'strake';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { BuildEvent } from '../../packages/executor/src/index.ts';
import { memoryContext } from '../../packages/context/src/index.ts';
import { END, rawEntry } from '../../packages/oci/test/tar/raw-tar.ts';
import { spoiledLayouts } from './support/documents.ts';
import { buildGuarded } from './support/guarded-build.ts';
import { type GuardedPlace, openGuardedPlace } from './support/guarded-place.ts';
import { writeHostileImage } from './support/hostile-image.ts';

let place: GuardedPlace;
beforeAll(() => {
  place = openGuardedPlace();
});
afterAll(() => place[Symbol.dispose]());

const FILES = { f: 'as it was', 'g.txt': 'and this' };
const DOCKERFILE = { text: 'FROM scratch\nCOPY f /in/\nCOPY g.txt /in/\nWORKDIR /w\nLABEL a=b\n' };

const BUILT = ['in 40755', 'in/f 100644 1 as it was', 'in/g.txt 100644 1 and this', 'w 40755'];

/** One of so many: there are thousands. */
function* some<T>(all: Iterable<T>, of: number): Generator<T> {
  let count = 0;
  for (const item of all) if (count++ % of === 0) yield item;
}

test('anything in the place of anything in the documents of an image is built on, or an error that says why (CVE-2024-23650)', async () => {
  const layout = place.inside();
  writeHostileImage(layout, [Buffer.concat([rawEntry({ name: 'base' }, 'in'), END])]);
  const outcomes = { built: 0, refused: 0 };
  for (const { what, write } of some(spoiledLayouts(layout), 3)) {
    write();
    const { files, error } = await buildGuarded(place, {
      dockerfile: { text: 'FROM base\nCOPY f /in/\n' },
      context: memoryContext({ f: '' }),
      contexts: { base: `oci-layout://${layout}` },
    }).catch((cause: unknown) => {
      throw new Error(what, { cause });
    });
    if (error === '') expect({ what, files }).toEqual({ what, files: expect.arrayContaining(['in/f 100644 1 ']) });
    outcomes[error === '' ? 'built' : 'refused'] += 1;
  }
  expect(outcomes.built).toBeGreaterThan(0);
  expect(outcomes.refused).toBeGreaterThan(50);
}, 120_000);

test('anything in the place of anything in the documents of a cache ends in an image, of nothing but what the steps make (CVE-2024-23650)', async () => {
  const whole = join(place.inside(), 'cache');
  const context = memoryContext(FILES);
  await build({
    context,
    dockerfile: DOCKERFILE,
    home: place.inside(),
    cacheTo: [{ type: 'local', dest: whole, mode: 'max' }],
  });
  const src = join(place.inside(), 'cache');
  cpSync(whole, src, { recursive: true });
  let hits = 0;
  const onEvent = (event: BuildEvent): void => {
    if (event.type === 'finished' && event.outcome === 'cached') hits += 1;
  };
  for (const { what, write } of some(spoiledLayouts(src), 29)) {
    write();
    const { files } = await buildGuarded(place, {
      context,
      dockerfile: DOCKERFILE,
      cacheFrom: [{ type: 'local', src }],
      onEvent,
    }).catch((cause: unknown) => {
      throw new Error(what, { cause });
    });
    // A cache is believed that says of a step that it made nothing.
    expect({ what, files }).toEqual({ what, files: BUILT.filter((line) => files.includes(line)) });
  }
  expect(hits).toBeGreaterThan(5);
}, 300_000);
