import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { memoryContext } from '../../packages/context/src/index.ts';
import { readTar, type TarEntry } from '../../packages/oci/src/index.ts';
import { concat, END, rawEntry } from '../../packages/oci/test/tar/raw-tar.ts';
import { build } from 'strake';
import { type GuardedPlace, openGuardedPlace } from './support/guarded-place.ts';
import { writeHostileImage } from './support/hostile-image.ts';

let place: GuardedPlace;
beforeAll(() => {
  place = openGuardedPlace();
});
afterAll(() => place[Symbol.dispose]());

/** Who owns what `COPY --chown` makes on a base of these entries, or what it says. */
async function ownerOf(chown: string, entries: readonly Uint8Array[]): Promise<string> {
  const layout = place.inside();
  writeHostileImage(layout, [concat(...entries, END)]);
  const found: TarEntry[] = [];
  const dest = async (tar: AsyncIterable<Uint8Array>): Promise<void> => {
    for await (const item of readTar(tar)) if (item.kind === 'entry') found.push(item.entry);
  };
  try {
    await build({
      dockerfile: { text: `FROM base\nCOPY --chown=${chown} f /copied\n` },
      context: memoryContext({ f: '' }),
      contexts: { base: `oci-layout://${layout}` },
      home: join(layout, 'home'),
      outputs: [{ type: 'tar', dest }],
    });
  } catch (error) {
    return String(error);
  }
  const copied = found.find(({ path }) => path === 'copied');
  return `${copied?.uid}:${copied?.gid}`;
}

/** A file of users of which nobody is `me`, longer than anybody has it. */
const HUGE = 'x:x:1:1::/:\n'.repeat(1_000_000);
const ME = 'me:x:7:8::/:\n';
/** On this machine. */
const hosts = (path: string): string => join(place.outside, path);

test.each<[what: string, chown: string, entries: () => readonly Uint8Array[], owner: string | RegExp]>([
  ['a name', 'me', () => [rawEntry({ name: 'etc/passwd' }, ME)], '7:8'],
  [
    'digits are an id, whoever has them for a name (CVE-2026-46680)',
    '1234',
    () => [rawEntry({ name: 'etc/passwd' }, '1234:x:0:0::/:\n'), rawEntry({ name: 'etc/group' }, '1234:x:0:\n')],
    '1234:1234',
  ],
  [
    'a file of users without end (CVE-2026-47262)',
    'me',
    () => [rawEntry({ name: 'etc/passwd' }, HUGE)],
    /more than \d+ bytes/,
  ],
  [
    'a file of groups without end (CVE-2026-47262)',
    '1:me',
    () => [rawEntry({ name: 'etc/passwd' }, ME), rawEntry({ name: 'etc/group' }, HUGE)],
    /more than \d+ bytes/,
  ],
  [
    'a link to a file of this machine (CVE-2024-9676)',
    'root2',
    () => [rawEntry({ type: '2', name: 'etc/passwd', link: hosts('etc/passwd') })],
    '0:0',
  ],
  [
    'a link that leads up and out (CVE-2024-9676)',
    'me',
    () => [
      rawEntry({ type: '2', name: 'etc/passwd', link: '../../../../../../users' }),
      rawEntry({ name: 'users' }, ME),
    ],
    '7:8',
  ],
  [
    'a link to itself (CVE-2024-9676)',
    'me',
    () => [rawEntry({ type: '2', name: 'etc/passwd', link: 'passwd' })],
    /too many levels of symbolic links/,
  ],
  ['a fifo (CVE-2024-9676)', 'me', () => [rawEntry({ type: '6', name: 'etc/passwd' })], /is a fifo, not a file/],
  [
    'a device (CVE-2024-9676)',
    'me',
    () => [rawEntry({ type: '3', name: 'etc/passwd', major: '0000001\0', minor: '0000005\0' })],
    /is a char.*, not a file/,
  ],
  ['a directory', 'me', () => [rawEntry({ type: '5', name: 'etc/passwd' })], /is a directory, not a file/],
  ['an id of 2^32 + 7 in the file', 'me', () => [rawEntry({ name: 'etc/passwd' }, 'me:x:4294967303:8::/:\n')], '7:8'],
  ['an id of 2^32 (CVE-2024-40635)', '4294967296', () => [], /4294967296/],
])('owners of what COPY makes: %s', async (_, chown, entries, owner) => {
  const found = await ownerOf(chown, entries());
  if (typeof owner === 'string') expect(found).toBe(owner);
  else expect(found).toMatch(owner);
});
