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

function run(program: string, ...args: readonly string[]): string {
  // Names are UTF-8 whatever the user's language.
  const env = { ...process.env, LC_ALL: 'C.UTF-8' };
  const { status, stdout, stderr, error } = spawnSync(program, args, { encoding: 'utf8', env });
  if (status !== 0) throw error ?? new Error(`${program}: ${stderr}`);
  return stdout;
}

const COMPRESSIONS = ['gzip', 'zstd', 'uncompressed'] as const;
/** Forms of an image, and what skopeo and podman call them. */
const FORMS = {
  'type=oci': 'oci-archive',
  'type=oci,tar=false': 'oci',
  'type=docker': 'docker-archive',
} as const;

interface Built {
  readonly place: string;
  /** The image's files, as GNU tar unpacks `type=tar`. */
  readonly files: readonly string[];
  /** Where the image lies in a form. */
  image(form: keyof typeof FORMS): string;
}

const built = new Map<string, Promise<Built>>();

/** The image in every form, its layers packed in one way. */
function builtWith(compression: string): Promise<Built> {
  const known = built.get(compression) ?? buildWith(compression);
  built.set(compression, known);
  return known;
}

async function buildWith(compression: string): Promise<Built> {
  const place = mkdtempSync(join(shop.directory, 'peers-'));
  const forms = Object.keys(FORMS) as (keyof typeof FORMS)[];
  const outputs = [
    ...forms.flatMap((form, i) => ['-o', `${form},dest=${place}/image-${i},compression=${compression},name=image:tag`]),
    ...['-o', `type=tar,dest=${place}/files.tar`],
  ];
  expect(await shop.strake(['build', ...shop.base, ...outputs, context()])).toMatchObject({ code: 0 });
  const gnu = join(place, 'gnu');
  mkdirSync(gnu);
  run('tar', '-xpf', join(place, 'files.tar'), '-C', gnu, '--numeric-owner');
  const files = listing(gnu);
  expect(files.length).toBeGreaterThan(250);
  return { place, files, image: (form) => join(place, `image-${forms.indexOf(form)}`) };
}

test.each<[program: string, unpack: (tar: string, to: string) => void]>([
  ['bsdtar', (tar, to) => run('bsdtar', '-xpf', tar, '-C', to, '--numeric-owner')],
  ['Python', (tar, to) => run('python3', '-c', PYTHON, tar, to)],
])('%s unpacks the files as GNU tar does', async (program, unpack) => {
  const { place, files } = await builtWith('gzip');
  mkdirSync(join(place, program));
  unpack(join(place, 'files.tar'), join(place, program));
  expect(listing(join(place, program))).toEqual(files);
});

const PYTHON =
  // Only newer ones have filters, and they trust nothing by themselves.
  'import sys,tarfile;tarfile.TarFile.extraction_filter=staticmethod(lambda member,path:member);' +
  'tarfile.open(sys.argv[1]).extractall(sys.argv[2],numeric_owner=True)';

const CASES = COMPRESSIONS.flatMap((compression) =>
  (Object.keys(FORMS) as (keyof typeof FORMS)[]).map((form) => [compression, form] as const),
);

test.each(CASES)(
  'umoci unpacks the same of layers packed with %s, %s as skopeo reads it',
  async (compression, form) => {
    const { place, files, image } = await builtWith(compression);
    const layout = join(mkdtempSync(join(place, 'umoci-')), 'layout');
    // umoci 0.4 knows no zstd: skopeo packs it anew.
    const format = compression === 'zstd' ? ['--dest-compress', '--dest-compress-format', 'gzip'] : [];
    const policy = ['--insecure-policy'];
    run('skopeo', ...policy, 'copy', '-q', ...format, `${FORMS[form]}:${image(form)}`, `oci:${layout}:image`);
    const rootless = isRoot ? [] : ['--rootless'];
    run('umoci', 'unpack', ...rootless, '--image', `${layout}:image`, join(layout, '../files'));
    expect(listing(join(layout, '../files/rootfs'))).toEqual(files);
  },
);

/** podman names what it reads from a directory by its path, which may not have capital letters. */
const ARCHIVES = CASES.filter(([, form]) => form !== 'type=oci,tar=false');

test.skipIf(!isRoot).each(ARCHIVES)(
  'podman mounts the same of layers packed with %s, %s',
  async (compression, form) => {
    const { files, image } = await builtWith(compression);
    // podman wants its path to be short.
    const root = mkdtempSync(join(shop.directory, 'p-'));
    const podman = (...args: readonly string[]): string =>
      run('podman', '--root', `${root}/root`, '--runroot', `${root}/run`, '--storage-driver', 'vfs', ...args).trim();
    const id = podman('pull', '-q', `${FORMS[form]}:${image(form)}`);
    try {
      expect(listing(podman('image', 'mount', id))).toEqual(files);
    } finally {
      podman('image', 'umount', id);
    }
  },
);
