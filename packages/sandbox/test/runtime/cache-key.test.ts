import { expect, test } from 'vitest';
import { type CacheMount, cacheKey } from '../../src/runtime/mounts/cache-directory.ts';

const MOUNT: CacheMount = {
  type: 'cache',
  target: '/c',
  id: 'id',
  sharing: 'shared',
  readonly: false,
  mode: 0o755,
  uid: 0,
  gid: 0,
};

test.each<Partial<CacheMount>>([{ target: '/d' }, { sharing: 'locked' }, { readonly: true }])(
  '%o is the same cache',
  (change) => {
    expect(cacheKey({ ...MOUNT, ...change })).toBe(cacheKey(MOUNT));
  },
);

test.each<Partial<CacheMount>>([
  { id: 'other' },
  { mode: 0o700 },
  { owned: true },
  { uid: 1 },
  { seed: { layers: [`sha256:${'0'.repeat(64)}`], source: '/' } },
])('%o is another cache', (change) => {
  expect(cacheKey({ ...MOUNT, ...change })).not.toBe(cacheKey(MOUNT));
});

test.each(['../../etc', '/', '', 'a\0b', '.'.repeat(9999)])('the id %j makes a safe name', (id) => {
  expect(cacheKey({ ...MOUNT, id })).toMatch(/^[0-9a-f]{32}$/);
});
