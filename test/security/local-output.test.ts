import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { build } from 'strake';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { memoryContext } from '../../packages/context/src/index.ts';
import { type GuardedPlace, listing, openGuardedPlace } from './support/guarded-place.ts';

let place: GuardedPlace;
beforeAll(() => {
  place = openGuardedPlace();
});
afterAll(() => place[Symbol.dispose]());

const DIRECTORIES = 200;
const context = memoryContext(
  Object.fromEntries(Array.from({ length: DIRECTORIES }, (_, i) => [`d${i}/canary`, 'in'] as const)),
);

/** Puts links in the place of directories that appear, and takes them away again, until it is stopped. */
const SWAPPER = `
const { renameSync, symlinkSync, unlinkSync } = require('node:fs');
const { parentPort, workerData: { dest, outside, count } } = require('node:worker_threads');
parentPort.postMessage('ready');
const tried = (work) => { try { work(); } catch {} };
for (;;)
  for (let i = 0; i < count; i++) {
    const path = dest + '/d' + i;
    tried(() => { renameSync(path, path + '.away'); symlinkSync(outside, path); });
    tried(() => { unlinkSync(path); renameSync(path + '.away', path); });
  }
`;

test('files go where they belong while somebody swaps directories for links (CVE-2025-47290, CVE-2026-42306, GHSA-vp62-88p7-qqf5, CVE-2018-15664)', async () => {
  const before = place.guarded();
  const work = place.inside();
  const dest = join(work, 'out');
  mkdirSync(dest);
  const swapper = new Worker(SWAPPER, { eval: true, workerData: { dest, outside: place.outside, count: DIRECTORIES } });
  await new Promise((resolve) => swapper.once('message', resolve));
  try {
    for (let round = 0; round < 20; round++)
      await build({
        context,
        dockerfile: { text: 'FROM scratch\nCOPY . /\n' },
        home: join(work, 'home'),
        outputs: [{ type: 'local', dest }],
      }).catch((error: unknown) => expect(error).toHaveProperty('code'));
  } finally {
    await swapper.terminate();
  }
  expect(place.guarded()).toEqual(before);
});

test.each(['d0', 'd0/canary'])('a link at %j is replaced, not followed (CVE-2026-44517)', async (path) => {
  const before = place.guarded();
  const work = place.inside();
  const dest = join(work, 'out');
  mkdirSync(join(dest, path, '..'), { recursive: true });
  symlinkSync(path === 'd0' ? place.outside : join(place.outside, 'canary'), join(dest, path));
  const dockerfile = { text: 'FROM scratch\nCOPY d0 /d0\n' };
  await build({ context, dockerfile, home: join(work, 'home'), outputs: [{ type: 'local', dest }] });
  expect(place.guarded()).toEqual(before);
  expect(listing(dest)).toEqual(['d0 40755', 'd0/canary 100644 1 in']);
});
