import { createTarReader, OciError, type TarEntry } from '../../src/index.ts';
import { latin, type Listed } from './peers.ts';
import { END, rawData, rawEntry, rawHeader, rawPax } from './raw-tar.ts';

/**
 * Parts of archives, sound and not, from which random ones are put together. Without files whose name ends with a slash:
 * GNU tar makes directories of them, Go and Python do not.
 */
export const PARTS: readonly Uint8Array[] = [
  rawEntry({ name: 'a' }, 'alpha'),
  rawEntry({ name: './b' }),
  rawEntry({ name: 'd/', type: '5' }),
  rawEntry({ name: 'd', type: '5', magic: 'ustar  \0' }),
  rawEntry({ name: 'old', type: '\0', magic: '' }, 'old'),
  rawEntry({ name: 'olddir/', type: '\0', magic: '' }),
  rawEntry({ name: 'contiguous', type: '7' }, 'x'),
  rawEntry({ name: 'l', type: '2', link: '/etc/passwd' }),
  rawEntry({ name: 'h', type: '1', link: 'a' }),
  rawEntry({ name: 'h', type: '1', link: 'a' }, 'x'.repeat(512)),
  rawEntry({ name: 'dir', type: '5' }, 'x'.repeat(512)),
  rawEntry({ name: 'p', type: '6' }),
  rawEntry({ name: 'c', type: '3', major: '0000005\0', minor: '0000001\0' }),
  rawEntry({ name: 'prefixed', prefix: 'some/where' }),
  rawEntry({ name: 'gnu', prefix: '00000000000', magic: 'ustar  \0' }),
  rawEntry({ name: 'S', type: 'S', magic: 'ustar  \0' }),
  rawEntry({ name: 'Z', type: 'Z' }, 'zzz'),
  rawEntry({ name: 'bad', wrong: 1 }),
  rawEntry({ uid: ' 12 \0   ' }),
  rawHeader({ name: 'neg', size: new Uint8Array(12).fill(0xff) }),
  rawHeader({ name: 'octal', size: '0000000009\0\0' }),
  rawHeader({ name: 'big', size: Uint8Array.of(0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3) }),
  rawData('abc'),
  rawPax({ path: 'pax/name' }),
  rawPax({ path: 'with\0nul' }),
  rawPax({ path: '' }),
  rawPax({ size: '3' }),
  rawPax({ size: '512' }),
  rawPax({ size: '-1' }),
  rawPax({ linkpath: 'pax/target', mtime: '12.5', uid: '70000' }),
  rawPax({ 'GNU.sparse.major': '1', 'GNU.sparse.minor': '0' }),
  rawPax({ comment: 'harmless' }, 'g'),
  rawPax({ path: 'global' }, 'g'),
  rawPax('7 a=b\n'),
  rawPax('99 path=x\n'),
  rawEntry({ name: 'L', type: 'L' }, 'a/long/name\0'),
  rawEntry({ name: 'L', type: 'L' }, 'a\0b\0'),
  rawEntry({ name: 'K', type: 'K' }, 'a/long/target\0'),
  new Uint8Array(512),
  END,
];

/** Name, type, size and target: what two readers of one archive must not see differently. */
export type Seen = Pick<Listed, 'name' | 'type' | 'size' | 'target'>;

/** What this package's reader says; anything but `OciError` is thrown on. */
export function readByUs(archive: Uint8Array): readonly Seen[] | 'refused' {
  const seen: Seen[] = [];
  const entry = (found: TarEntry): void =>
    void seen.push({
      name: latin(found.path),
      type: found.type,
      size: found.type === 'file' ? found.size : 0,
      target: 'target' in found ? latin(found.target) : '',
    });
  const reader = createTarReader({ entry, data: () => undefined });
  try {
    reader.push(archive);
    reader.end();
    return seen;
  } catch (error) {
    if (error instanceof OciError) return 'refused';
    throw error;
  }
}

/** A peer's listing as far as readers may not differ: names of entries without what says nothing. */
export function seenBy(listing: readonly Seen[] | 'refused'): readonly Seen[] | 'refused' {
  if (listing === 'refused') return listing;
  return listing.map(({ name, type, size, target }) => ({
    name: bare(name),
    type,
    size,
    target: type === 'hardlink' ? bare(target) : target,
  }));
}

function bare(name: string): string {
  return name
    .split('/')
    .filter((segment) => segment !== '' && segment !== '.')
    .join('/');
}
