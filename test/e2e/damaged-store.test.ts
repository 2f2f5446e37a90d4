import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { build, type BuildInput } from 'strake';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { concat, END, rawEntry } from '../../packages/oci/test/tar/raw-tar.ts';
import { digestOf, MediaType } from '../../packages/oci/src/index.ts';
import { type MemoryRegistry, startMemoryRegistry } from '../../packages/registry/src/testing.ts';
import { writeBaseLayout } from './support/base-layout.ts';

let directory: string;
let registry: MemoryRegistry;
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'strake-damaged-'));
  registry = await startMemoryRegistry();
  addBase('base');
  await writeBaseLayout(join(directory, 'layout'), join(directory, 'home-layout'));
});
afterAll(async () => {
  rmSync(directory, { recursive: true, force: true });
  await registry[Symbol.asyncDispose]();
});

/** An image with one layer, behind an index. */
function addBase(repository: string): void {
  const json = (value: object): Uint8Array => new TextEncoder().encode(JSON.stringify(value));
  const added = (data: Uint8Array) => ({ digest: registry.addBlob(data, repository), size: data.byteLength });
  const tar = concat(rawEntry({ name: 'base' }, 'of the base'), END);
  const platform = { os: 'linux', architecture: 'amd64' };
  const config = json({ ...platform, rootfs: { type: 'layers', diff_ids: [digestOf(tar)] } });
  const manifest = json({
    schemaVersion: 2,
    mediaType: MediaType.manifest,
    config: { mediaType: MediaType.config, ...added(config) },
    layers: [{ mediaType: MediaType.layerGzip, ...added(gzipSync(tar)) }],
  });
  registry.addManifest(repository, 'one', manifest);
  const entry = { mediaType: MediaType.manifest, digest: digestOf(manifest), size: manifest.byteLength, platform };
  const index = json({ schemaVersion: 2, mediaType: MediaType.index, manifests: [entry] });
  registry.addManifest(repository, 'latest', index);
}

interface Kind {
  readonly dockerfile: (host: string) => string;
  /** What the build that comes after the damage has more. */
  readonly appended?: string;
  /** Whether an image is written before the damage. */
  readonly written: boolean;
  /** Only the largest blob is damaged: the layer of the base. */
  readonly largest?: boolean;
  readonly input?: () => Partial<BuildInput>;
}

const onLayout = (): Partial<BuildInput> => ({
  contexts: { busybox: `oci-layout://${join(directory, 'layout')}` },
});

const KINDS: Readonly<Record<string, Kind>> = {
  'files on a base from a registry': {
    dockerfile: (host) => `FROM ${host}/base\nCOPY --from=${host}/base /base /copied\nCOPY file /\n`,
    written: true,
  },
  'files of a base whose tar is needed anew': {
    dockerfile: (host) => `FROM ${host}/base\nCOPY file /\n`,
    appended: 'FROM scratch\nCOPY --from=0 /base /base\n',
    written: true,
  },
  'files that are packed anew': { dockerfile: () => 'FROM scratch\nCOPY file /\n', written: false },
  'a command on a base from a layout': {
    dockerfile: () => 'FROM busybox\nCOPY file /\nRUN cat /file > /made && touch -d @0 /made\n',
    input: onLayout,
    written: true,
  },
  'a command that is new': {
    dockerfile: () => 'FROM busybox AS base\nCOPY file /\n',
    appended: 'RUN cat /file > /made && touch -d @0 /made\n',
    input: onLayout,
    written: true,
    largest: true,
  },
};

/** A byte in the middle is another; length and mode stay. */
function damage(file: string): void {
  const bytes = readFileSync(file);
  const at = bytes.byteLength >> 1;
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  chmodSync(file, 0o644);
  writeFileSync(file, bytes);
}

const BRACE = '{'.charCodeAt(0);

function largestOf(home: string): string {
  const blobs = join(home, 'blobs/sha256');
  const sizes = readdirSync(blobs).map((name) => ({ name, size: statSync(join(blobs, name)).size }));
  return sizes.toSorted((a, b) => b.size - a.size)[0]?.name ?? '';
}

/** Blobs of an archive whose bytes are not their names'. */
function wrongBlobs(archive: string): readonly string[] {
  const to = mkdtempSync(join(directory, 'x-'));
  spawnSync('tar', ['-xf', archive, '-C', to]);
  const blobs = join(to, 'blobs/sha256');
  const names = readdirSync(blobs);
  expect(names.length).toBeGreaterThan(2);
  return names.filter(
    (name) =>
      createHash('sha256')
        .update(readFileSync(join(blobs, name)))
        .digest('hex') !== name,
  );
}

describe.each(Object.keys(KINDS))('%s', (name) => {
  const { dockerfile, appended = '', written, largest = false, input = () => ({}) } = KINDS[name] as Kind;

  test('are built again from a store with any damaged blob, at the second try at the latest', async () => {
    const home = mkdtempSync(join(directory, 'home-'));
    const context = mkdtempSync(join(directory, 'context-'));
    writeFileSync(join(context, 'file'), 'file');
    const text = dockerfile(registry.host);
    writeFileSync(join(context, 'Dockerfile'), text);
    const dest = `${home}.tar`;
    const outputs = [{ type: 'oci', dest }] as const;
    const built = async (store: string, more: Partial<BuildInput> = { outputs }): Promise<readonly string[]> => {
      const notes: string[] = [];
      const onEvent: BuildInput['onEvent'] = (event) => {
        if (event.type === 'note') notes.push(event.message);
      };
      await build({ context, home: store, onEvent, args: { SOURCE_DATE_EPOCH: '0' }, ...input(), ...more });
      return notes;
    };
    await built(home, written ? { outputs } : {});
    const blobs = readdirSync(join(home, 'blobs/sha256'));
    expect(blobs.length).toBeGreaterThan(1);
    writeFileSync(join(context, 'Dockerfile'), text + appended);
    const sound = mkdtempSync(join(directory, 'sound-'));
    await built(sound);
    const image = readFileSync(dest);
    for (const blob of largest ? [largestOf(home)] : blobs) {
      const store = appended === '' ? home : mkdtempSync(join(directory, 'copy-'));
      if (store !== home) cpSync(home, store, { recursive: true });
      const file = join(store, 'blobs/sha256', blob);
      const whole = readFileSync(file);
      damage(file);
      const first = await built(store).catch((error: unknown) => error);
      // Documents are asked for again: the first try is enough.
      if (whole[0] === BRACE) expect(first).not.toBeInstanceOf(Error);
      if (Array.isArray(first)) expect(first.filter((note: string) => note.includes(blob)).length).toBeLessThan(2);
      if (first instanceof Error) {
        expect(first).toMatchObject({ code: 'BLOB_DAMAGED', hint: expect.stringContaining('try again') });
        await built(store);
      }
      expect(wrongBlobs(dest)).toEqual([]);
      expect(readFileSync(dest).equals(image)).toBe(true);
      // What nobody has looked at is damaged still.
      writeFileSync(file, whole);
    }
  });
});

test.each(['plan', 'started', 'finished'] as const)('a store that somebody removes at "%s" is said', async (moment) => {
  const home = mkdtempSync(join(directory, 'home-'));
  const context = mkdtempSync(join(directory, 'context-'));
  writeFileSync(join(context, 'file'), 'file');
  writeFileSync(join(context, 'Dockerfile'), 'FROM busybox\nCOPY file /\nRUN cat /file > /a\nRUN cat /a > /b\n');
  const input: BuildInput = { context, home, outputs: [{ type: 'oci', dest: `${home}.tar` }], ...onLayout() };
  let isRemoved = false;
  const notes: string[] = [];
  const onEvent: BuildInput['onEvent'] = (event) => {
    if (event.type === 'note') notes.push(event.message);
    if (event.type !== moment || isRemoved) return;
    isRemoved = true;
    rmSync(home, { recursive: true });
  };
  await expect(build({ ...input, onEvent })).rejects.toMatchObject({
    code: 'STORE_REMOVED',
    message: `the store ${home} was removed while the build used it`,
  });
  expect(notes.filter((note) => note.includes('ENOENT'))).toEqual([]);
  expect((await build(input)).outputs).toHaveLength(1);
});
