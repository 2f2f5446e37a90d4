import * as fc from 'fast-check';
import { pack } from 'tar-stream';
import { expect, test } from 'vitest';
import { type PlainHeader, setPlainHeader } from '../../src/tar/plain-header.ts';

const TYPES = { file: 'file', directory: 'directory', symlink: 'symlink', hardlink: 'link', fifo: 'fifo' } as const;

const segment = fc.stringMatching(/^[!-.0-~]{1,60}$/);
const name = fc
  .array(segment, { minLength: 1, maxLength: 6 })
  .map((segments) => segments.join('/'))
  .filter((path) => path.length <= 100 || fits(path));

function fits(path: string): boolean {
  const slash = path.indexOf('/', path.length - 101);
  return slash !== -1 && slash <= 155 && slash < path.length - 1;
}

const header: fc.Arbitrary<PlainHeader> = fc
  .record({
    name,
    type: fc.constantFrom('file', 'directory', 'symlink', 'hardlink', 'fifo'),
    mode: fc.nat(0o7777),
    uid: fc.nat(0o777777),
    gid: fc.nat(0o777777),
    size: fc.oneof(fc.nat(2000), fc.constantFrom(2 ** 31, 2 ** 33 - 1)),
    mtime: fc.nat(2 ** 31 - 1),
    target: fc.stringMatching(/^[!-~]{1,100}$/),
  })
  .map(({ target, ...all }) => ({
    ...all,
    size: all.type === 'file' ? all.size : 0,
    name: all.type === 'directory' ? `${all.name.slice(0, 90)}/` : all.name,
    linkname: all.type === 'symlink' || all.type === 'hardlink' ? target : undefined,
  }));

/** What the codec makes of a header. */
async function codecHeader({ mtime, mode, linkname, type, ...rest }: PlainHeader): Promise<Uint8Array> {
  const archive = pack();
  archive.on('error', () => undefined);
  const link = linkname === undefined ? {} : { linkname };
  const numbers = { mode: 0o100000 | mode, mtime: new Date(mtime * 1000), devmajor: 0, devminor: 0 };
  archive.entry({ ...rest, ...numbers, ...link, type: TYPES[type] }).on('error', () => undefined);
  for await (const block of archive as AsyncIterable<Uint8Array>) return block;
  throw new Error('no header');
}

test('a plain header is what tar-stream writes', async () => {
  await fc.assert(
    fc.asyncProperty(header, async (it) => {
      const block = new Uint8Array(512).fill(7);
      setPlainHeader(block, it);
      expect(Buffer.from(block)).toEqual(Buffer.from(await codecHeader(it)));
    }),
    { numRuns: 300 },
  );
});

test('nothing else is touched', () => {
  const block = new Uint8Array(1024).fill(7);
  setPlainHeader(block, { name: 'a', type: 'file', linkname: undefined, mode: 0, uid: 0, gid: 0, size: 0, mtime: 0 });
  expect([...block.subarray(512)]).toEqual(Array.from({ length: 512 }, () => 7));
});
