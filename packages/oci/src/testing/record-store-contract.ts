import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { RecordStore } from '../store/record-store.ts';

/** What every `RecordStore` does. `create` gives an empty one. */
export function recordStoreContract(name: string, create: () => Promise<RecordStore> | RecordStore): void {
  describe(`${name} is a RecordStore`, () => {
    test.each(Object.entries(CASES))('%s', async (_, check) => {
      await expect(check(await create())).resolves.toBeUndefined();
    });
    test.each(BAD_NAMES)('refuses the name %j', async (key) => {
      const store = await create();
      const refused = { code: 'RECORD_NAME_INVALID' };
      await expect((async () => store.put('cache', key, 1))()).rejects.toMatchObject(refused);
      await expect((async () => store.get('cache', key))()).rejects.toMatchObject(refused);
      await expect((async () => store.put(key, 'a', 1))()).rejects.toMatchObject(refused);
    });
  });
}

const BAD_NAMES = ['', '.', '..', '.a', 'a/b', '../a', 'a\\b', 'a b', 'ä', 'a\0', 'x'.repeat(201)];

const CASES: Readonly<Record<string, (store: RecordStore) => Promise<void>>> = {
  'gives back the last value of each key': async (store) => {
    expect(await store.get('cache', 'a')).toBeUndefined();
    await store.put('cache', 'a', { n: 1, list: ['x', null] });
    await store.put('cache', 'a', { n: 2, text: 'ä\u0000\n' });
    await store.put('other', 'a', 'x');
    expect(await store.get('cache', 'a')).toEqual({ n: 2, text: 'ä\u0000\n' });
    expect(await store.get('other', 'a')).toBe('x');
  },

  'gives back long texts': async (store) => {
    for (const long of ['a', 'ä', '"\n', '\u{1f600}', '\ud83d']) {
      const text = `x${long.repeat(200_000)}`;
      const values = [{ a: 1, text, none: undefined, '"': [text], more: text }, { text }, text, [text, { text }]];
      for (const [i, value] of values.entries()) {
        await store.put('cache', `a${i}`, value);
        expect(isDeepStrictEqual(await store.get('cache', `a${i}`), JSON.parse(JSON.stringify(value)))).toBe(true);
      }
    }
  },

  'lists and deletes': async (store) => {
    const keys = ['A', 'B.x', 'a', 'sha256:0f', 'x_Y-z'];
    for (const key of keys) await store.put('cache', key, key);
    expect(await list(store, 'cache')).toEqual(keys);
    for (const key of keys) expect(await store.get('cache', key)).toBe(key);
    await store.delete('cache', 'A');
    await store.delete('cache', 'never');
    expect(await list(store, 'cache')).toEqual(keys.slice(1));
    expect(await list(store, 'nothing')).toEqual([]);
  },

  'keeps one of the values that are put at once': async (store) => {
    const values = Array.from({ length: 20 }, (_, i) => ({ i, pad: 'x'.repeat(i * 1000) }));
    await Promise.all(values.map((value) => store.put('cache', 'a', value)));
    const { i } = (await store.get('cache', 'a')) as { i: number };
    expect(await store.get('cache', 'a')).toEqual(values[i]);
  },
};

async function list(store: RecordStore, kind: string): Promise<readonly string[]> {
  const keys: string[] = [];
  for await (const key of store.list(kind)) keys.push(key);
  return keys.sort();
}
