import { createHash, type Hash } from 'node:crypto';
import { readTar, type TarEntry } from '../../../packages/oci/src/index.ts';

/**
 * The files of a tar, a line each: type, path, mode, owner, the date where it is `DATE`, size and digest. The names of one
 * file are equal to whichever of them the tar has first.
 */
export async function listing(tar: AsyncIterable<Uint8Array>): Promise<string> {
  const found: { readonly entry: TarEntry; readonly hash: Hash }[] = [];
  for await (const item of readTar(tar)) {
    if (item.kind === 'entry') found.push({ entry: item.entry, hash: createHash('sha256') });
    else found.at(-1)?.hash.update(item.chunk);
  }
  const groups = Map.groupBy(found, ({ entry }) => (entry.type === 'hardlink' ? entry.target : entry.path));
  const lines = [...groups.values()].flatMap((group) =>
    linesOf(
      group.map(({ entry }) => entry),
      group,
    ),
  );
  return lines
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, line]) => line)
    .join('\n');
}

type Line = readonly [path: string, text: string];

/** The names of one file: the first in order has all that there is to say. */
function linesOf(
  names: readonly TarEntry[],
  group: readonly { readonly entry: TarEntry; readonly hash: Hash }[],
): readonly Line[] {
  const paths = names.map(({ path }) => path).sort();
  const [first = '', ...others] = paths;
  const file = group.find(({ entry }) => entry.type !== 'hardlink');
  if (!file || first === '') return [];
  const head = describe({ ...file.entry, path: first }, file.hash);
  return [
    [first, head],
    ...others.map((path): Line => [path, `h ${JSON.stringify(path)} -> ${JSON.stringify(first)}`]),
  ];
}

/** What cases date their files: 2001-02-03 04:05:06, in seconds since 1970. */
export const DATE = 981_173_106;

/** Docker dates directories anew that it makes hard links in: their dates are nobody's. */
function isDated({ type, mtime }: TarEntry): boolean {
  return type !== 'directory' && mtime === DATE;
}

function describe(entry: TarEntry, hash: Hash): string {
  const path = JSON.stringify(entry.path);
  const meta = `${entry.mode.toString(8)} ${entry.uid}:${entry.gid}${isDated(entry) ? ` @${DATE}` : ''}`;
  switch (entry.type) {
    case 'file':
      return `f ${path} ${meta} ${entry.size} ${hash.digest('hex').slice(0, 12)}`;
    case 'directory':
      return `d ${path} ${meta}`;
    case 'symlink':
      return `l ${path} ${meta} -> ${JSON.stringify(entry.target)}`;
    case 'fifo':
      return `fifo ${path} ${meta}`;
    default:
      return `${entry.type === 'block-device' ? 'block' : 'char'} ${path} ${meta} ${'major' in entry ? `${entry.major}:${entry.minor}` : ''}`;
  }
}
