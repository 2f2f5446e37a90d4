import { createMemoryRecords } from '@strake/oci';
import { expect, test } from 'vitest';
import { danglingName } from '../../src/images/dangling.ts';
import { type ImageRecords, imageRecords, type StoredImage } from '../../src/images/image-records.ts';

const digest = (digit: string): `sha256:${string}` => `sha256:${digit.repeat(64)}`;
const named = (name: string, digit: string): StoredImage => ({ name, configs: [digest(digit)] });
const unnamed = (digit: string): StoredImage => named(danglingName([digest(digit)]), digit);

interface Case {
  readonly what: string;
  readonly does: (images: ImageRecords) => Promise<unknown>;
  /** Name and first digit of the configuration; names of those that have none are empty. */
  readonly listed: readonly string[];
}

test.each<Case>([
  {
    what: 'names come first',
    does: (i) => put(i, unnamed('1'), named('b', '2'), named('a', '3')),
    listed: ['a 3', 'b 2', ' 1'],
  },
  { what: 'what gets a name is dangling no more', does: (i) => put(i, unnamed('1'), named('a', '1')), listed: ['a 1'] },
  { what: 'what has a name never dangles', does: (i) => put(i, named('a', '1'), unnamed('1')), listed: ['a 1'] },
  {
    what: 'an image that loses its name to another goes',
    does: (i) => put(i, named('a', '1'), named('a', '2')),
    listed: ['a 2'],
  },
  {
    what: 'without its last name an image goes',
    does: async (i) => {
      await put(i, named('a', '1'), unnamed('1'));
      await i.delete('a');
    },
    listed: [],
  },
  {
    what: 'one without a name is removed',
    does: async (i) => [await put(i, unnamed('1')), await i.delete(unnamed('1').name)],
    listed: [],
  },
  { what: 'the same twice is one', does: (i) => put(i, unnamed('1'), unnamed('1')), listed: [' 1'] },
])('$what', async ({ does, listed }) => {
  const images = imageRecords(createMemoryRecords());
  await does(images);
  const list = await images.list();
  expect(list.map(({ name, configs }) => `${name.length > 1 ? '' : name} ${configs[0]?.slice(7, 8)}`)).toEqual(listed);
});

async function put(images: ImageRecords, ...all: readonly StoredImage[]): Promise<void> {
  for (const image of all) await images.put(image);
}
