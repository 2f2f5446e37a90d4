import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { concat, END, rawData, rawEntry, rawHeader } from '../../packages/oci/test/tar/raw-tar.ts';
import { writeHostileImage } from '../security/support/hostile-image.ts';
import { openWorkshop, type Workshop } from './support/strake.ts';

let shop: Workshop;
beforeAll(async () => {
  shop = await openWorkshop();
});
afterAll(() => shop[Symbol.dispose]());

const LARGE = randomBytes(300_000);

/** Every entry, and every part of a large file, is a gzip member; the table of contents follows, and then where it is. */
function estargz(): { readonly tar: Uint8Array; readonly gzip: Uint8Array } {
  const large = rawData(LARGE);
  const members = [
    rawEntry({ name: 'd/', type: '5', mode: '0000755\0' }),
    rawEntry({ name: 'd/first' }, 'first'),
    rawEntry({ name: '.prefetch.landmark' }, '\x0f'),
    rawHeader({ name: 'd/large', size: LARGE.byteLength }),
    large.subarray(0, 100_000),
    large.subarray(100_000),
    rawEntry({ name: 'd/link', type: '1', link: 'd/first' }),
  ];
  const toc = concat(rawEntry({ name: 'stargz.index.json' }, JSON.stringify({ version: 1, entries: [] })), END);
  const packed = members.map((member) => gzipSync(member));
  const at = packed.reduce((sum, member) => sum + member.byteLength, 0);
  return { tar: concat(...members, toc), gzip: concat(...packed, gzipSync(toc), footer(at)) };
}

/** An empty gzip member with the subfield `SG` (51 bytes). */
function footer(tocOffset: number): Uint8Array {
  const field = Buffer.from(`${tocOffset.toString(16).padStart(16, '0')}STARGZ`);
  const head = Buffer.from([0x1f, 0x8b, 8, 4, 0, 0, 0, 0, 0, 0xff, field.length + 4, 0, 0x53, 0x47, field.length, 0]);
  const end = Buffer.alloc(8);
  end.writeUInt32LE(crc32(''));
  return Buffer.concat([head, field, Buffer.from([1, 0, 0, 0xff, 0xff]), end]);
}

test('the layers of an estargz image are read as any that gzip has packed', async () => {
  const layout = join(shop.directory, 'estargz');
  const layer = estargz();
  expect(layer.gzip.subarray(-51)).toHaveLength(51);
  writeHostileImage(layout, [layer]);
  const context = shop.context({
    Dockerfile: 'FROM base\nCOPY --from=base /d/large /copied\nCOPY new /d/\nCOPY --from=base /d/li* /linked/\n',
    new: 'new',
  });
  const dest = join(context, 'out');
  const args = ['--build-context', `base=oci-layout://${layout}`, '-o', dest, '-o', `type=oci,dest=${dest}.tar`];
  const ran = await shop.strake(['build', ...args, context]);
  expect(ran).toMatchObject({ code: 0 });
  const files = readdirSync(dest, { recursive: true, encoding: 'utf8' }).toSorted();
  const own = ['.prefetch.landmark', 'stargz.index.json'];
  expect(files).toEqual([
    own[0],
    'copied',
    'd',
    'd/first',
    'd/large',
    'd/link',
    'd/new',
    'linked',
    'linked/link',
    own[1],
  ]);
  for (const name of ['copied', 'd/large']) expect(readFileSync(join(dest, name)).equals(LARGE)).toBe(true);
  expect(readFileSync(join(dest, 'd/link'), 'utf8')).toBe('first');
});
