import { expect, test } from 'vitest';
import { imageFilter } from '../../src/cli/images/image-filter.ts';

const NAMES = ['docker.io/library/app:1', 'docker.io/library/app:2', 'registry.lan:5000/team/app:1', undefined];

/** Which of `NAMES` are let through. */
function check(filters: readonly string[], expected: readonly number[]): void {
  const filter = imageFilter(filters);
  const images = NAMES.map((name) => ({ ...(name && { name }), id: 'sha256:1', platforms: [], size: 0 }));
  expect(images.flatMap((image, i) => (filter(image) ? [i] : []))).toEqual(expected);
}

test.each<[filters: readonly string[], expected: readonly number[]]>([
  [[], [0, 1, 2, 3]],
  [['dangling=true'], [3]],
  [['dangling=0'], [0, 1, 2]],
  [['reference=app'], [0, 1]],
  [['reference=app:2'], [1]],
  [['reference=docker.io/library/app:2'], [1]],
  [['reference=docker.io/app'], [0, 1]],
  [['reference=a*'], [0, 1]],
  [['reference=*:1'], [0]],
  [['reference=*/team/*'], [2]],
  [['reference=registry.lan:5000/team/app'], [2]],
  [['reference=none'], []],
  [
    ['reference=app:1', 'reference=app:2'],
    [0, 1],
  ],
  [['reference=app', 'dangling=true'], []],
])('%j', check);

test.each(['dangling=maybe', 'dangling', 'reference=', 'label=a', 'since=app'])('%s is refused', (filter) => {
  expect(() => imageFilter([filter])).toThrow(`--filter cannot be ${JSON.stringify(filter)}`);
});
