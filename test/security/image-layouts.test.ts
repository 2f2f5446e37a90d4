import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { memoryContext } from '../../packages/context/src/index.ts';
import { END, rawEntry } from '../../packages/oci/test/tar/raw-tar.ts';
import { buildGuarded } from './support/guarded-build.ts';
import { type GuardedPlace, openGuardedPlace } from './support/guarded-place.ts';
import { writeHostileImage } from './support/hostile-image.ts';

let place: GuardedPlace;
beforeAll(() => {
  place = openGuardedPlace();
});
afterAll(() => place[Symbol.dispose]());

type Json = { [key: string]: unknown };

/** A layout as it stands on the disk, to be made worse. */
interface Layout {
  readonly directory: string;
  readonly index: Json;
  readonly manifest: Json;
  readonly layer: Json;
  /** Writes a blob; gives what points to it. */
  blob(data: string | Uint8Array): { readonly digest: string; readonly size: number };
  /** Makes the index point to a document. */
  point(document: unknown, mediaType?: string): void;
}

const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
const INDEX = 'application/vnd.oci.image.index.v1+json';

function openLayout(): Layout {
  const directory = place.inside();
  writeHostileImage(directory, [Buffer.concat([rawEntry({ name: 'base' }, 'in'), END])]);
  const read = (path: string): Json => JSON.parse(readFileSync(join(directory, path), 'utf8')) as Json;
  const index = read('index.json');
  const [{ digest }] = index['manifests'] as [{ digest: string }];
  const manifest = read(`blobs/sha256/${digest.slice(7)}`);
  const blob: Layout['blob'] = (data) => {
    const hex = createHash('sha256').update(data).digest('hex');
    writeFileSync(join(directory, 'blobs/sha256', hex), data);
    return { digest: `sha256:${hex}`, size: Buffer.byteLength(data) };
  };
  return {
    directory,
    index,
    manifest,
    layer: (manifest['layers'] as [Json])[0],
    blob,
    point(document, mediaType = MANIFEST) {
      const manifests = [{ mediaType, ...blob(JSON.stringify(document)) }];
      writeFileSync(join(directory, 'index.json'), JSON.stringify({ ...index, manifests }));
    },
  };
}

/** Builds on the image of a layout. */
function buildOn({ directory }: Layout): ReturnType<typeof buildGuarded> {
  return buildGuarded(place, {
    dockerfile: { text: 'FROM base\nCOPY f /in/\n' },
    context: memoryContext({ f: '' }),
    contexts: { base: `oci-layout://${directory}` },
  });
}

test('a sound one is built on', async () => {
  expect((await buildOn(openLayout())).files).toContain('base 100644 1 in');
});

const DIGESTS = ['sha256:../../../../canary', '../x:aa', `sha256:${'.'.repeat(64)}`, `sha256:${'A'.repeat(64)}`, ''];

test.each(DIGESTS)('a layer with the digest %j is refused (CVE-2024-3727)', async (digest) => {
  const layout = openLayout();
  layout.point({ ...layout.manifest, layers: [{ ...layout.layer, digest }] });
  expect((await buildOn(layout)).error).toContain(`expected a sha256 digest, found ${JSON.stringify(digest)}`);
});

test.each<[what: string, spoil: (layout: Layout) => void, error: RegExp]>([
  [
    'layers and manifests at once (CVE-2021-41190)',
    ({ manifest, point }) => point({ ...manifest, manifests: [] }),
    /either layers or manifests/,
  ],
  [
    'a manifest that calls itself an index (CVE-2021-41190)',
    ({ manifest, point }) => point({ ...manifest, mediaType: INDEX }),
    /expected mediaType .*manifest/,
  ],
  [
    'an index that is called a manifest (CVE-2021-41190)',
    ({ index, point }) => point({ ...index, mediaType: INDEX }),
    /expected mediaType .*manifest/,
  ],
  [
    'a layer that is longer than it says (CVE-2024-3727)',
    ({ manifest, layer, point }) => point({ ...manifest, layers: [{ ...layer, size: 512 }] }),
    /expected size 512, found more/,
  ],
  [
    'a layer that is shorter than it says (CVE-2024-3727)',
    ({ manifest, layer, point }) => point({ ...manifest, layers: [{ ...layer, size: 1_000_000 }] }),
    /expected size 1000000, found 2048/,
  ],
  ['blobs whose bytes are others (CVE-2024-3727)', spoilBlobs, /expected digest/],
  [
    'a layer that is no diffID of the configuration',
    ({ manifest, layer, blob, point }) => {
      const other = blob(Buffer.concat([rawEntry({ name: 'other' }, 'in'), END]));
      point({ ...manifest, layers: [{ ...layer, ...other }] });
    },
    /expected digest/,
  ],
  [
    'a layer more than the configuration has diffIDs',
    ({ manifest, layer, point }) => point({ ...manifest, layers: [layer, layer] }),
    /2 layers in the manifest, 1 diffIDs/,
  ],
  [
    'a manifest of 64 MiB (CVE-2023-25153)',
    ({ manifest, point }) => point({ ...manifest, annotations: { a: 'x'.repeat(2 ** 26) } }),
    /of 67109284 bytes/,
  ],
  [
    'a negative size',
    ({ manifest, layer, point }) => point({ ...manifest, layers: [{ ...layer, size: -1 }] }),
    /expected a size, found -1/,
  ],
  ['indexes in indexes, 100 deep (CVE-2023-25153)', nestIndexes, /nested more than 4 deep/],
])('%s is refused', async (_, spoil, error) => {
  const layout = openLayout();
  spoil(layout);
  expect((await buildOn(layout)).error).toMatch(error);
});

/** Changes a bit of every blob. */
function spoilBlobs({ directory }: Layout): void {
  const blobs = join(directory, 'blobs/sha256');
  for (const name of readdirSync(blobs)) {
    const data = readFileSync(join(blobs, name));
    data[0] = (data[0] ?? 0) ^ 1;
    writeFileSync(join(blobs, name), data);
  }
}

function nestIndexes({ index, manifest, blob, point }: Layout): void {
  let inner = { mediaType: MANIFEST, ...blob(JSON.stringify(manifest)) };
  for (let i = 0; i < 100; i += 1)
    inner = { mediaType: INDEX, ...blob(JSON.stringify({ ...index, mediaType: INDEX, manifests: [inner] })) };
  point({ ...index, mediaType: INDEX, manifests: [inner] }, INDEX);
}
