import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bytes, collect } from '@strake/core';
import { createTarReader, OciError, readTar, type TarOptions } from '../../src/index.ts';
import { encodeName } from '../../src/model/index.ts';
import { encodePaxRecord } from '../../src/tar/pax.ts';
import { concat, END, rawEntry } from './raw-tar.ts';

/** Offset and stored bytes, in order. */
type Parts = readonly (readonly [offset: number, data: string])[];
type Records = readonly (readonly [key: string, value: string])[];

const SPARSE: TarOptions = { sparse: true };

function pax(records: Records): Uint8Array {
  return rawEntry(
    { name: 'pax', type: 'x' },
    concat(...records.map(([key, value]) => encodePaxRecord(`GNU.sparse.${key}`, encodeName(value)))),
  );
}

/** The map of format 1.0, as stored before the data. */
function mapOf(parts: Parts): string {
  const numbers = [parts.length, ...parts.flatMap(([offset, data]) => [offset, data.length])];
  const text = numbers.map((number) => `${number}\n`).join('');
  return text.padEnd(Math.ceil(text.length / 512) * 512, '\0');
}

/** A file of `size` bytes as each format has it. */
const FORMATS: Readonly<Record<string, (size: number, parts: Parts) => Uint8Array>> = {
  '0.0': (size, parts) => {
    const regions = parts.flatMap(
      ([offset, data]): Records => [
        ['offset', String(offset)],
        ['numbytes', String(data.length)],
      ],
    );
    const head = pax([['size', String(size)], ['numblocks', String(parts.length)], ...regions]);
    return concat(head, rawEntry({ name: 'real' }, parts.map(([, data]) => data).join('')));
  },
  '0.1': (size, parts) => {
    const map = parts.map(([offset, data]) => `${offset},${data.length}`).join(',');
    const head = pax([
      ['size', String(size)],
      ['numblocks', String(parts.length)],
      ['name', 'real'],
      ['map', map],
    ]);
    return concat(head, rawEntry({ name: 'GNUSparseFile.1/real' }, parts.map(([, data]) => data).join('')));
  },
  '1.0': (size, parts) => {
    const head = pax([
      ['major', '1'],
      ['minor', '0'],
      ['name', 'real'],
      ['realsize', String(size)],
    ]);
    const data = parts.map(([, part]) => part).join('');
    return concat(head, rawEntry({ name: 'GNUSparseFile.1/real' }, mapOf(parts) + data));
  },
};

function whole(size: number, parts: Parts): string {
  let text = '';
  for (const [offset, data] of parts) text = text.padEnd(offset, '\0') + data;
  return text.padEnd(size, '\0');
}

/** Files with their bytes, from an archive that comes in chunks of `size` bytes. */
function read(
  archive: Uint8Array,
  size = archive.byteLength,
  options = SPARSE,
): readonly (readonly [string, string])[] {
  const seen: [path: string, size: number, data: string][] = [];
  const add = (text: string): void => void ((seen.at(-1) as [string, number, string])[2] += text);
  const reader = createTarReader(
    {
      entry: (entry) => seen.push([entry.path, entry.type === 'file' ? entry.size : -1, '']),
      data: (chunk) => add(String.fromCharCode(...chunk)),
      hole: (count) => add('\0'.repeat(count)),
    },
    options,
  );
  for (let at = 0; at < archive.byteLength; at += size) {
    expect(reader.skippable === 0 || seen.at(-1)?.[0] === 'after').toBe(true);
    reader.push(archive.subarray(at, at + size));
  }
  reader.end();
  return seen.map(([path, said, data]) => {
    expect(data).toHaveLength(said);
    return [path, data];
  });
}

const PARTS = fc
  .array(fc.tuple(fc.nat(2000), fc.string({ unit: 'binary-ascii', maxLength: 1200 })), { maxLength: 90 })
  .map((pairs) => {
    let end = 0;
    return pairs.map(([gap, data]) => {
      const part = [end + gap, data] as const;
      end += gap + data.length;
      return part;
    });
  });

describe.each(Object.keys(FORMATS))('format %s', (format) => {
  const encode = FORMATS[format] as (typeof FORMATS)[string];

  test('has the bytes and the holes, however it comes', () => {
    fc.assert(
      fc.property(PARTS, fc.nat(5000), fc.integer({ min: 1, max: 3000 }), (parts, tail, chunk) => {
        const size = parts.reduce((_, [offset, data]) => offset + data.length, 0) + tail;
        const archive = concat(encode(size, parts), rawEntry({ name: 'after' }, 'after'), END);
        expect(read(archive, chunk)).toEqual([
          ['real', whole(size, parts)],
          ['after', 'after'],
        ]);
      }),
      { numRuns: 60 },
    );
  });

  test('gives holes as data to who knows none, and in pieces to who reads it all', async () => {
    const archive = concat(encode(200_000, [[100_000, 'x']]), END);
    const chunks: number[] = [];
    const reader = createTarReader({ entry() {}, data: (chunk) => void chunks.push(chunk.byteLength) }, SPARSE);
    reader.push(archive);
    expect(chunks).toEqual([65536, 34464, 1, 65536, 34463]);
    const data: Uint8Array[] = [];
    for await (const item of readTar(bytes(archive), SPARSE)) if (item.kind === 'data') data.push(item.chunk);
    expect(Buffer.from(await collect(bytes(Buffer.concat(data)), 1e6)).toString()).toBe(
      whole(200_000, [[100_000, 'x']]),
    );
  });

  test('is refused unless it is asked for, and over 64 GiB', () => {
    expect(() => read(concat(encode(10, [[5, 'x']]), END), 512, {})).toThrow('sparse files are not supported');
    expect(() => read(concat(encode(2 ** 36 + 1, []), END))).toThrow(
      expect.objectContaining({ code: 'LIMIT_EXCEEDED' }) as Error,
    );
  });

  test.each<[what: string, size: number, parts: Parts]>([
    [
      'overlap',
      100,
      [
        [10, 'xxxx'],
        [12, 'x'],
      ],
    ],
    [
      'are out of order',
      100,
      [
        [50, 'x'],
        [10, 'x'],
      ],
    ],
    ['lie behind the end', 10, [[9, 'xx']]],
  ])('is refused when its regions %s', (_, size, parts) => {
    expect(() => read(concat(encode(size, parts), END))).toThrow(OciError);
  });
});

const HOSTILE: readonly (readonly [what: string, records: Records, data: string])[] = [
  [
    'an unknown format',
    [
      ['major', '2'],
      ['minor', '0'],
      ['realsize', '1'],
    ],
    mapOf([]),
  ],
  [
    'half a version',
    [
      ['major', '1'],
      ['realsize', '1'],
    ],
    mapOf([]),
  ],
  [
    'a size of the other format',
    [
      ['major', '1'],
      ['minor', '0'],
      ['realsize', '1'],
      ['size', '1'],
    ],
    mapOf([]),
  ],
  [
    'two maps',
    [
      ['size', '9'],
      ['numblocks', '1'],
      ['map', '0,1'],
      ['offset', '0'],
      ['numbytes', '1'],
    ],
    'x',
  ],
  [
    'two sizes',
    [
      ['size', '9'],
      ['size', '8'],
      ['numblocks', '0'],
    ],
    '',
  ],
  ['no size', [['numblocks', '0']], ''],
  [
    'a negative size',
    [
      ['size', '-1'],
      ['numblocks', '0'],
    ],
    '',
  ],
  [
    'no number of regions',
    [
      ['size', '9'],
      ['map', '0,1'],
    ],
    'x',
  ],
  [
    'another number of regions',
    [
      ['size', '9'],
      ['numblocks', '2'],
      ['map', '0,1'],
    ],
    'x',
  ],
  [
    'half a region',
    [
      ['size', '9'],
      ['numblocks', '1'],
      ['map', '0'],
    ],
    'x',
  ],
  [
    'numbytes before offset',
    [
      ['size', '9'],
      ['numblocks', '1'],
      ['numbytes', '1'],
      ['offset', '0'],
    ],
    'x',
  ],
  [
    'more data than regions',
    [
      ['size', '9'],
      ['numblocks', '1'],
      ['map', '0,1'],
    ],
    'xx',
  ],
  [
    'less data than regions',
    [
      ['size', '9'],
      ['numblocks', '1'],
      ['map', '0,2'],
    ],
    'x',
  ],
  [
    'a length that overflows',
    [
      ['size', '9'],
      ['numblocks', '1'],
      ['map', '1,9007199254740991'],
    ],
    'x',
  ],
  [
    'an empty name',
    [
      ['size', '9'],
      ['numblocks', '0'],
      ['name', ''],
    ],
    '',
  ],
  [
    'a map that does not end',
    [
      ['major', '1'],
      ['minor', '0'],
      ['realsize', '9'],
    ],
    '9'.repeat(512),
  ],
  [
    'a map that is cut off',
    [
      ['major', '1'],
      ['minor', '0'],
      ['realsize', '9'],
    ],
    '2\n0\n1\n'.padEnd(512, '\0'),
  ],
  [
    'a map of words',
    [
      ['major', '1'],
      ['minor', '0'],
      ['realsize', '9'],
    ],
    'one\n'.padEnd(512, '\0'),
  ],
  [
    'something behind the map',
    [
      ['major', '1'],
      ['minor', '0'],
      ['realsize', '9'],
    ],
    `${'1\n0\n0\n'.padEnd(511, '\0')}x`,
  ],
  [
    'no map',
    [
      ['major', '1'],
      ['minor', '0'],
      ['realsize', '9'],
    ],
    '',
  ],
];

test.each(HOSTILE)('refuses %s', (_, records, data) => {
  for (const chunk of [1, 512, 100_000]) {
    const archive = concat(pax(records), rawEntry({ name: 'f' }, data), END);
    expect(() => read(archive, chunk)).toThrow(expect.objectContaining({ code: 'TAR_INVALID' }) as Error);
  }
});

test('refuses a list of regions over a megabyte before it holds it', () => {
  const data = `600000\n${'0\n'.repeat(1_200_000)}`;
  const archive = concat(
    pax([
      ['major', '1'],
      ['minor', '0'],
      ['realsize', '9'],
    ]),
    rawEntry({ name: 'f' }, data),
    END,
  );
  expect(() => read(archive)).toThrow(expect.objectContaining({ code: 'LIMIT_EXCEEDED' }) as Error);
});

test('refuses what is sparse and no file', () => {
  const archive = concat(
    pax([
      ['size', '9'],
      ['numblocks', '0'],
    ]),
    rawEntry({ name: 'd', type: '5' }),
    END,
  );
  expect(() => read(archive)).toThrow('directory "d" that is sparse');
});
