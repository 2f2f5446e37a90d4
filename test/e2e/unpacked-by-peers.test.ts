import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openWorkshop, type Workshop } from './support/strake.ts';

let shop: Workshop;
beforeAll(async () => {
  shop = await openWorkshop();
});
afterAll(() => {
  spawnSync('chmod', ['-R', 'u+rwx', shop.directory]);
  shop[Symbol.dispose]();
});

const isRoot = process.getuid?.() === 0;

/** Layers over layers: replaced types, whiteouts, opaque directories, links across them, names of every kind. */
const DOCKERFILE = `FROM busybox
COPY . /data/
RUN mkdir -p /w/gone /w/opaque /w/kept && touch /w/gone/a /w/opaque/old /w/kept/a /w/file && ln /w/kept/a /w/kept/b \\
 && ln -s /w/file /w/link && ln -s nowhere /w/dangling && mkfifo -m 600 /w/pipe && chown -R 7:8 /w/kept
RUN rm -r /w/gone && rm -r /w/opaque && mkdir /w/opaque && touch /w/opaque/new && rm /w/link && mkdir /w/link && touch /w/link/x
RUN rm -r /w/link && ln -s /etc /w/link && chmod 4711 /w/file && ln /w/kept/b /w/kept/c && rm /w/kept/a && touch -d 1999-09-09 /w/kept/b
RUN rm -r /w/kept && touch /w/kept && mkdir /w/gone && touch "/w/with blank" '/w/with"quote' '/w/back\\slash' $'/w/new\\nline' /w/ünï
COPY --link d /linked/
COPY --chown=3:4 --chmod=600 d /w/opaque/
`;

const LONG = `${'long-name-'.repeat(12)}/`.repeat(4);

function context(): string {
  const files = {
    Dockerfile: DOCKERFILE,
    'd/one': '1',
    'd/two': '2',
    [`${LONG}deep`]: 'deep',
    big: 'x'.repeat(200_000),
  };
  return shop.context(files);
}

/** Every entry: type, mode, owner, date, links, content. Without a directory's date, which unpackers leave as they like. */
function listing(root: string, below = ''): readonly string[] {
  return readdirSync(join(root, below), { withFileTypes: true })
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(below, entry.name);
      const stat = lstatSync(join(root, path));
      const line = `${JSON.stringify(path)} ${describe(join(root, path), stat)}`;
      return entry.isDirectory() ? [line, ...listing(root, path)] : [line];
    });
}

function describe(path: string, stat: Stats): string {
  const owner = isRoot ? ` ${stat.uid}:${stat.gid}` : '';
  const head = `${stat.mode.toString(8)}${owner}`;
  if (stat.isDirectory()) return head;
  if (stat.isSymbolicLink()) return `${head} -> ${readlinkSync(path)}`;
  const content = stat.isFile() ? createHash('sha256').update(readFileSync(path)).digest('hex').slice(0, 12) : '';
  return `${head} ${Math.floor(stat.mtimeMs / 1000)} ${stat.nlink} ${stat.size} ${content}`;
}

function run(program: string, ...args: readonly string[]): void {
  // Names are UTF-8 whatever the user's language.
  const env = { ...process.env, LC_ALL: 'C.UTF-8' };
  const { status, stderr, error } = spawnSync(program, args, { encoding: 'utf8', env });
  if (status !== 0) throw error ?? new Error(`${program}: ${stderr}`);
}

test.each(['gzip', 'zstd', 'uncompressed'])(
  'everybody unpacks the same of layers packed with %s',
  async (compression) => {
    const place = mkdtempSync(join(shop.directory, 'peers-'));
    const layout = join(place, 'layout');
    const outputs = [
      ...['-o', `type=oci,dest=${layout},tar=false,compression=${compression},name=image:tag`],
      ...['-o', `type=tar,dest=${place}/files.tar`],
    ];
    const ran = await shop.strake(['build', ...shop.base, ...outputs, context()]);
    expect(ran).toMatchObject({ code: 0 });
    const by = (name: string): string => join(place, name);
    for (const name of ['gnu', 'bsd', 'python']) mkdirSync(by(name));
    run('tar', '-xpf', by('files.tar'), '-C', by('gnu'), '--numeric-owner');
    run('bsdtar', '-xpf', by('files.tar'), '-C', by('bsd'), '--numeric-owner');
    const script =
      // Only newer ones have filters, and they trust nothing by themselves.
      'import sys,tarfile;tarfile.TarFile.extraction_filter=staticmethod(lambda member,path:member);' +
      'tarfile.open(sys.argv[1]).extractall(sys.argv[2],numeric_owner=True)';
    run('python3', '-c', script, by('files.tar'), by('python'));
    const gnu = listing(by('gnu'));
    expect(gnu.length).toBeGreaterThan(250);
    expect(listing(by('bsd'))).toEqual(gnu);
    expect(listing(by('python'))).toEqual(gnu);
    if (compression === 'zstd') return; // umoci 0.4 does not know it.
    const rootless = isRoot ? [] : ['--rootless'];
    run('umoci', 'unpack', ...rootless, '--image', `${layout}:${tagOf(layout)}`, by('umoci'));
    expect(listing(by('umoci/rootfs'))).toEqual(gnu);
  },
);

function tagOf(layout: string): string {
  const { manifests } = JSON.parse(readFileSync(join(layout, 'index.json'), 'utf8'));
  return manifests[0].annotations['org.opencontainers.image.ref.name'];
}
