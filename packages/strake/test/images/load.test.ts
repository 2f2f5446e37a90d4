import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { concat, END, rawEntry } from '../../../oci/test/tar/raw-tar.ts';
import { openImageStore } from '../../src/images/image-store.ts';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'strake-load-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const DIGEST = 'a'.repeat(64);
const MEMBER = `blobs/sha256/${DIGEST}`;
const MANIFEST = { mediaType: 'application/vnd.oci.image.manifest.v1+json', digest: `sha256:${DIGEST}`, size: 2 };
const INDEX = JSON.stringify({ schemaVersion: 2, manifests: [MANIFEST] });

function archive(files: Readonly<Record<string, string>>): Uint8Array {
  const all = { 'oci-layout': '{"imageLayoutVersion":"1.0.0"}', ...files };
  return concat(...Object.entries(all).map(([name, text]) => rawEntry({ name }, text)), END);
}

/** What is said of a broken archive: ARCHIVE is its own name, and there is no other path. */
async function check(file: string, data: Uint8Array, message: string): Promise<void> {
  const path = join(directory, file);
  writeFileSync(path, data);
  await using store = await openImageStore({ home: join(directory, 'home') });
  const error = await store.load(path).catch((error: unknown) => error);
  const said = (error as Error).message.replaceAll(path, 'ARCHIVE');
  expect(error).toMatchObject({ code: 'ARCHIVE_INVALID' });
  expect(said).toBe(message);
}

const OTHER = 'sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a';

/** An image whose layer is this text; gives its digest, too. */
function withLayer(text: string): { readonly image: Uint8Array; readonly layer: string } {
  const blobs: Record<string, string> = {};
  const blob = (content: string): { readonly digest: string; readonly size: number } => {
    const hex = createHash('sha256').update(content).digest('hex');
    blobs[`blobs/sha256/${hex}`] = content;
    return { digest: `sha256:${hex}`, size: content.length };
  };
  const type = (name: string): { readonly mediaType: string } => ({ mediaType: `application/vnd.oci.image.${name}` });
  const layer = blob(text);
  const rootfs = { type: 'layers', diff_ids: [layer.digest] };
  const config = blob(JSON.stringify({ architecture: 'amd64', os: 'linux', config: {}, rootfs }));
  const manifest = blob(
    JSON.stringify({
      schemaVersion: 2,
      ...type('manifest.v1+json'),
      config: { ...type('config.v1+json'), ...config },
      layers: [{ ...type('layer.v1.tar'), ...layer }],
    }),
  );
  const index = { schemaVersion: 2, manifests: [{ ...type('manifest.v1+json'), ...manifest }] };
  return { image: archive({ 'index.json': JSON.stringify(index), ...blobs }), layer: layer.digest };
}

const ODD = withLayer('x'.repeat(512));

const cases: readonly (readonly [what: string, data: () => Uint8Array, message: string])[] = [
  ['no blob', () => archive({ 'index.json': INDEX }), `the archive ARCHIVE is broken: it has no ${MEMBER}`],
  [
    'another blob',
    () => archive({ 'index.json': INDEX, [MEMBER]: '{}' }),
    `the archive ARCHIVE is broken: blob sha256:${DIGEST}: expected digest sha256:${DIGEST}, found ${OTHER}`,
  ],
  [
    'an index that is none',
    () => archive({ 'index.json': '{"a' }),
    'the archive ARCHIVE is broken: index.json: no JSON in UTF-8',
  ],
  [
    'a layer that is none',
    () => ODD.image,
    `the archive ARCHIVE is broken: layer ${ODD.layer} cannot be unpacked: tar: garbled checksum`,
  ],
  [
    'no end',
    () => archive({ 'index.json': INDEX }).subarray(0, 700),
    'ARCHIVE is no archive of images: tar: the archive ends in the middle of an entry',
  ],
];

test.each(cases)('an archive with %s', (_, data, message) => check('plain.tar', data(), message));

test.each(cases)('a packed archive with %s', (_, data, message) => check('packed.tgz', gzipSync(data()), message));

test('packed data that end too early', async () => {
  const data = gzipSync(archive({ 'index.json': INDEX })).subarray(0, 50);
  const message = 'ARCHIVE is no archive of images: corrupt gzip data: they end in the middle of a member';
  await check('short.tgz', data, message);
});
