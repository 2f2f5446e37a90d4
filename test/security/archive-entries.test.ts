import { memoryContext } from '../../packages/context/src/index.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { concat, END, rawEntry, type RawHeader, rawPax } from '../../packages/oci/test/tar/raw-tar.ts';
import { buildGuarded, type GuardedOutcome } from './support/guarded-build.ts';
import { type GuardedPlace, openGuardedPlace } from './support/guarded-place.ts';
import { writeHostileImage } from './support/hostile-image.ts';

let place: GuardedPlace;
beforeAll(() => {
  place = openGuardedPlace();
});
afterAll(() => place[Symbol.dispose]());

/** Where an archive comes in: each way ends in a directory on the host. */
const WAYS = {
  'an archive of ADD': (archives) => {
    const names = archives.map((_, i) => `${i}.tar`);
    const files = Object.fromEntries(archives.map((data, i) => [`${i}.tar`, { data }]));
    const text = `FROM scratch\n${names.map((name) => `ADD ${name} /in/\n`).join('')}`;
    return { text, context: memoryContext(files) };
  },
  'layers of a base image': (archives) => {
    const layout = place.inside();
    writeHostileImage(layout, archives);
    const text = 'FROM base\nCOPY f /in/\n';
    return { text, context: memoryContext({ f: '' }), contexts: { base: `oci-layout://${layout}` } };
  },
} as const satisfies Record<string, (archives: readonly Uint8Array[]) => object>;
type Way = keyof typeof WAYS;

function outcome(way: Way, archives: readonly Uint8Array[]): Promise<GuardedOutcome> {
  const { text, ...rest } = WAYS[way](archives);
  return buildGuarded(place, { ...rest, dockerfile: { text } });
}

function tar(...parts: readonly Uint8Array[]): Uint8Array {
  return concat(...parts, END);
}

/** A file of PAX format 1.0 whose map has as many pieces, all of them empty. */
function sparse(pieces: number): Uint8Array {
  const map = Buffer.from(`${pieces}\n${'0\n0\n'.repeat(pieces)}`);
  const padded = Buffer.concat([map, Buffer.alloc(-map.byteLength & 511)]);
  const records = {
    'GNU.sparse.major': '1',
    'GNU.sparse.minor': '0',
    'GNU.sparse.name': 'f',
    'GNU.sparse.realsize': '1',
  };
  return tar(rawPax(records), rawEntry({ size: padded.byteLength }, padded));
}

const OUT = (): string => place.outside;

/** Names that lead out of a root, and are refused, or may be taken so. `..` that stays inside is cleaned by text, as Docker does. */
const NAMES: readonly (readonly [name: string, refused: boolean])[] = [
  ['../x', true],
  ['a/../../x', true],
  ['a/../../../../etc/x', true],
  ['a/../b', false],
  ['a/../b/./..//c/d/../e', false],
  ['..', true],
  ['/../x', true],
  ['../../../../../../../../../../etc/passwd', true],
  ['a\0b', false],
  ['C:..\\x', false],
  ['..\\x', false],
  ['\\\\host\\share', false],
  ['/x', false],
  ['//x', false],
  ['./x', false],
  ['.../x', false],
];

const KINDS: Readonly<Record<string, RawHeader>> = {
  file: { type: '0' },
  directory: { type: '5' },
  symlink: { type: '2', link: 'canary' },
  fifo: { type: '6' },
};

describe.each(Object.keys(WAYS) as Way[])('%s', (way) => {
  const cases = NAMES.flatMap(([name, refused]) => Object.keys(KINDS).map((kind) => [name, kind, refused] as const));
  test.each(cases)(
    'stays inside: the name %j of a %s (CVE-2015-8860, CVE-2021-32804, CVE-2020-10696, CVE-2026-28406)',
    async (name, kind, refused) => {
      const { codes } = await outcome(way, [tar(rawEntry({ ...KINDS[kind], name }))]);
      if (refused) expect(codes).toContain('PATH_UNSAFE');
      else expect(codes).toEqual([]);
    },
  );

  test.each(['../../../canary', 'a/../../../canary', '..', '/../canary'])(
    'refuses hard links to %j (CVE-2026-23745, CVE-2026-24842, CVE-2018-20834)',
    async (link) => {
      const { codes } = await outcome(way, [tar(rawEntry({ type: '1', name: 'l', link }))]);
      expect(codes).toContain('PATH_UNSAFE');
    },
  );

  test('does not follow a symlink of the archive up: its name is cleaned before (CVE-2025-4517)', async () => {
    const archive = tar(
      rawEntry({ type: '5', name: 'd/e' }),
      rawEntry({ type: '2', name: 'l', link: 'd/e' }),
      rawEntry({ type: '2', name: 'o', link: OUT() }),
      rawEntry({ name: 'l/../x' }, 'evil'),
      rawEntry({ name: 'o/../canary' }, 'evil'),
    );
    const { files } = await outcome(way, [archive]);
    expect(files.filter((line) => /^(?:in\/)?(?:x|canary) .*evil$/.test(line))).toHaveLength(2);
  });

  test('takes hard links to absolute names as of the root, and refuses those to nothing', async () => {
    const link = rawEntry({ type: '1', name: 'second', link: '/first' });
    const { files } = await outcome(way, [tar(rawEntry({ name: 'first' }, 'data'), link)]);
    expect(files.filter((line) => /(?:first|second) 100644 2 data$/.test(line))).toHaveLength(2);
    const { codes } = await outcome(way, [tar(rawEntry({ type: '1', name: 'l', link: `${OUT()}/canary` }))]);
    expect(codes.some((code) => code === 'LAYER_INVALID' || code === 'BAD_ARCHIVE')).toBe(true);
  });

  /** `outward`: up from the root, which in layers is refused where it leads to nothing of the layer, as one of Docker's stores does. */
  const LINKS: readonly (readonly [what: string, target: () => string, outward: boolean])[] = [
    ['absolute', () => OUT(), false],
    ['with `..`', () => '../../../../../../../../../..' + OUT(), true],
    ['to the directory above', () => '..', true],
    ['to the root', () => '/', false],
    ['relative to a drive (CVE-2026-31802)', () => 'C:../../../..', true],
  ];

  test.each(LINKS)(
    'does not write through a symlink of the same archive, %s (CVE-2021-37701, CVE-2021-37712, CVE-2025-48387, CVE-2026-17106)',
    async (_, target, outward) => {
      const archive = tar(rawEntry({ type: '2', name: 'd', link: target() }), rawEntry({ name: 'd/x' }, 'evil'));
      const { codes, files } = await outcome(way, [archive]);
      if (way === 'layers of a base image' && outward) expect(codes).toContain('LAYER_INVALID');
      else expect(files.some((line) => line.endsWith('evil'))).toBe(true);
    },
  );

  test.each(LINKS)(
    'does not write through a symlink of an archive before, %s (CVE-2024-12905, CVE-2025-59343, CVE-2026-50163, CVE-2026-42574)',
    async (_, target) => {
      const first = tar(rawEntry({ type: '2', name: 'd', link: target() }));
      const second = tar(rawEntry({ name: 'd/x' }, 'evil'));
      const { files } = await outcome(way, [first, second]);
      expect(files.some((line) => line.endsWith('evil'))).toBe(true);
    },
  );

  test('does not write through a symlink whose name is another directory in case or composition (CVE-2021-37712, CVE-2026-23950)', async () => {
    const archive = tar(
      rawEntry({ type: '5', name: 'caf\u00e9/' }),
      rawEntry({ type: '2', name: 'cafe\u0301', link: OUT() }),
      rawEntry({ type: '2', name: 'CAF\u00c9', link: OUT() }),
      rawEntry({ name: 'caf\u00e9/x' }, 'in'),
    );
    const { codes, files } = await outcome(way, [archive]);
    expect(codes).toEqual([]);
    expect(files.filter((line) => line.endsWith('in'))).toHaveLength(1);
  });

  test('does not follow a chain of links to a file that it then writes (CVE-2026-26960, CVE-2026-29786)', async () => {
    const archive = tar(
      rawEntry({ type: '2', name: 'a', link: 'b' }),
      rawEntry({ type: '2', name: 'b', link: `${OUT()}/canary` }),
      rawEntry({ type: '1', name: 'c', link: 'a' }),
      rawEntry({ name: 'c' }, 'evil'),
      rawEntry({ name: 'a' }, 'evil'),
    );
    expect((await outcome(way, [archive])).codes).toEqual([]);
  });

  test('does not take a symlink for the root (CVE-2021-29136)', async () => {
    const archive = tar(rawEntry({ type: '2', name: '.', link: OUT() }), rawEntry({ name: 'x' }, 'evil'));
    const { codes, files } = await outcome(way, [archive]);
    if (way === 'layers of a base image') expect(codes).toContain('LAYER_INVALID');
    else expect(files.some((line) => line.endsWith('evil'))).toBe(true);
  });

  test('takes the size of an extended header, so that nothing hides in data (CVE-2025-62518)', async () => {
    const hidden = rawEntry({ name: 'hidden' });
    const archive = tar(rawPax({ size: '512' }), rawEntry({ name: 'f', size: 0 }), hidden);
    const { codes, files } = await outcome(way, [archive]);
    expect(codes).toEqual([]);
    expect(files.some((line) => line.includes('hidden '))).toBe(false);
  });

  test('takes a name of digits in an extended header for a name (GHSA-w8wr-v893-vjvp)', async () => {
    const { files } = await outcome(way, [tar(rawPax({ path: '123' }), rawEntry({ name: 'other' }, 'in'))]);
    expect(files.filter((line) => /\b123 100644 1 in$/.test(line))).toHaveLength(1);
  });

  test.each<[what: string, archive: () => Uint8Array]>([
    ['the root as a file (CVE-2021-29136)', () => tar(rawEntry({ name: '/' }))],
    [
      'a size on an extended header that others apply to the next header (GHSA-vmf3-w455-68vh)',
      () => tar(rawPax({ size: '512' }), rawPax({ path: 'a' }), rawEntry({ name: 'b' })),
    ],
    [
      'a negative size (GHSA-8x88-c5mf-7j5w)',
      () => tar(rawEntry({ size: Uint8Array.from([0xff, ...Array.from({ length: 11 }, () => 0xff)]) })),
    ],
    ['a NUL in an extended name (GHSA-gvwx-54wh-qm9j)', () => tar(rawPax({ path: 'a\0../b' }), rawEntry({}))],
    ['a device number out of range', () => tar(rawEntry({ type: '3', major: '7777777', minor: '7777777' }))],
    ['an owner of 2^32 (CVE-2024-40635)', () => tar(rawPax({ uid: '4294967296' }), rawEntry({}))],
    ['a name of 300 bytes', () => tar(rawPax({ path: 'n'.repeat(300) }), rawEntry({}))],
    ['a path of 5000 bytes (CVE-2024-28863)', () => tar(rawPax({ path: 'a/'.repeat(2500) }), rawEntry({ type: '5' }))],
    ['a map of more holes than data (CVE-2025-58183)', () => sparse(300_000)],
    ['an extended header of 2 MiB', () => tar(rawPax({ comment: 'x'.repeat(2 ** 21) }), rawEntry({}))],
  ])('refuses %s', async (_, archive) => {
    const { codes } = await outcome(way, [archive()]);
    expect(codes.some((code) => /^(?:TAR_INVALID|PATH_UNSAFE|LIMIT_EXCEEDED|LAYER_INVALID)$/.test(code))).toBe(true);
  });
});

/** What takes files of the layers below away, by names that lead elsewhere. */
describe('whiteouts of a base image', () => {
  test.each<[name: string, removed: readonly string[] | 'refused']>([
    ['.wh.canary', ['canary']],
    ['d/.wh.canary', ['d/canary']],
    ['./d//.wh.canary', ['d/canary']],
    ['d/.wh..wh..opq', ['d/canary']],
    ['.wh.', 'refused'],
    ['.wh..', 'refused'],
    ['.wh...', 'refused'],
    ['d/.wh.', 'refused'],
    ['d/.wh..', 'refused'],
    ['d/.wh...', 'refused'],
    ['../.wh.canary', 'refused'],
    ['../../.wh..wh..opq', 'refused'],
    ['d/../.wh.canary', ['canary']],
    ['l/.wh.canary', []],
    ['l/.wh..wh..opq', []],
  ])('%j (CVE-2021-29136, CVE-2026-50163)', async (name, removed) => {
    const below = tar(
      rawEntry({ name: 'canary' }, 'in'),
      rawEntry({ type: '5', name: 'd' }),
      rawEntry({ name: 'd/canary' }, 'in'),
      rawEntry({ type: '2', name: 'l', link: OUT() }),
    );
    const { codes, files } = await outcome('layers of a base image', [below, tar(rawEntry({ name }))]);
    if (removed === 'refused') expect(codes.length).toBeGreaterThan(0);
    else {
      const left = files.filter((line) => line.endsWith(' in')).map((line) => line.split(' ')[0]);
      expect(left).toEqual(['canary', 'd/canary'].filter((path) => !removed.includes(path)));
    }
  });
});
