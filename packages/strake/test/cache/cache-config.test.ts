import fc from 'fast-check';
import type { Digest } from '@strake/core';
import { describe, expect, test } from 'vitest';
import { decodeCacheConfig, encodeCacheConfig } from '../../src/cache/cache-config.ts';

const digest = fc
  .array(fc.constantFrom(...'0123456789abcdef'), { minLength: 64, maxLength: 64 })
  .map((digits): Digest => `sha256:${digits.join('')}`);
const created = fc
  .date({ noInvalidDate: true, min: new Date(0), max: new Date(4e12) })
  .map((date) => date.toISOString());
const cache = fc.uniqueArray(digest, { maxLength: 5 }).chain((layers) =>
  fc.record({
    layers: fc.constant(layers),
    indexes: fc.uniqueArray(digest, { maxLength: 3 }),
    records: fc
      .uniqueArray(
        fc.tuple(digest, fc.record({ layers: fc.subarray(layers), created, label: fc.string({ maxLength: 1000 }) })),
        { selector: ([key]) => key },
      )
      .map((entries) => new Map(entries)),
  }),
);

describe('what a cache says of itself', () => {
  test('comes back as it was written, and equal caches are equal bytes', () => {
    fc.assert(
      fc.property(cache, (config) => {
        const bytes = encodeCacheConfig(config);
        expect(decodeCacheConfig(bytes)).toEqual(config);
        const reversed = { ...config, records: new Map([...config.records].reverse()) };
        expect(encodeCacheConfig(reversed)).toEqual(bytes);
      }),
    );
  });

  const key: Digest = `sha256:${'a'.repeat(64)}`;
  const layer: Digest = `sha256:${'b'.repeat(64)}`;
  const good = { key, layers: [layer], created: '2026-01-01T00:00:00Z', label: 'RUN' };
  const text = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

  test.each([
    ['nothing', new Uint8Array()],
    ['no JSON', new TextEncoder().encode('{')],
    ['no UTF-8', Uint8Array.of(0x22, 0xff, 0x22)],
    ['null', text(null)],
    ['another schema', text({ schema: 2, layers: [], indexes: [], records: [] })],
    ['layers that are no digests', text({ schema: 1, layers: ['x'], indexes: [], records: [] })],
    ['indexes that are no digests', text({ schema: 1, layers: [], indexes: [1], records: [] })],
    ['no records', text({ schema: 1, layers: [layer], indexes: [] })],
  ])('is refused: %s', (_, bytes) => {
    expect(decodeCacheConfig(bytes)).toBeUndefined();
  });

  test.each([
    ['a key that is no digest', { ...good, key: '../x' }],
    ['layers that are no digests', { ...good, layers: ['x'] }],
    ['no date', { ...good, created: 'yesterday' }],
    ['a label that is no text', { ...good, label: 1 }],
    ['no object', null],
  ])('leaves out records with %s', (_, record) => {
    const decoded = decodeCacheConfig(text({ schema: 1, layers: [layer], indexes: [], records: [record, good] }));
    expect([...(decoded?.records.keys() ?? [])]).toEqual([key]);
  });

  test('gives nobody a layer that is not its own', () => {
    const record = { ...good, layers: [layer, key] };
    const decoded = decodeCacheConfig(text({ schema: 1, layers: [layer], indexes: [], records: [record] }));
    expect(decoded?.records.get(key)).toMatchObject({ layers: [layer, key], named: true });
  });
});
