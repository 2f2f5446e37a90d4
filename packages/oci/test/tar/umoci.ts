import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync, readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IndexEntry } from '../../src/index.ts';

/** A file of an unpacked layer: its type, and what else shows of it. */
export type Unpacked = readonly [path: string, what: string];

/** What `umoci unpack` makes of a layer, but for directories, in order. Uses and leaves nothing in `work`. */
export function unpackByUmoci(layer: Uint8Array, work: string): readonly Unpacked[] | 'refused' {
  const layout = join(work, 'layout');
  const bundle = join(work, 'bundle');
  try {
    writeLayoutOf(layer, layout);
    const rootless = process.getuid?.() === 0 ? [] : ['--rootless'];
    const { status } = spawnSync('umoci', ['unpack', ...rootless, '--image', `${layout}:one`, bundle]);
    return status === 0 ? listed(join(bundle, 'rootfs'), '') : 'refused';
  } finally {
    for (const path of [layout, bundle]) rmSync(path, { recursive: true, force: true });
  }
}

function writeLayoutOf(layer: Uint8Array, layout: string): void {
  mkdirSync(join(layout, 'blobs/sha256'), { recursive: true });
  const put = (mediaType: string, data: Uint8Array | object): object => {
    const bytes = data instanceof Uint8Array ? data : Buffer.from(JSON.stringify(data));
    const hex = createHash('sha256').update(bytes).digest('hex');
    writeFileSync(join(layout, 'blobs/sha256', hex), bytes);
    return { mediaType, digest: `sha256:${hex}`, size: bytes.byteLength };
  };
  const packed = put('application/vnd.oci.image.layer.v1.tar', layer);
  const diff_ids = ['digest' in packed ? packed.digest : ''];
  const config = put('application/vnd.oci.image.config.v1+json', {
    architecture: 'amd64',
    os: 'linux',
    config: {},
    rootfs: { type: 'layers', diff_ids },
  });
  const manifest = put('application/vnd.oci.image.manifest.v1+json', { schemaVersion: 2, config, layers: [packed] });
  const annotations = { 'org.opencontainers.image.ref.name': 'one' };
  const index = { schemaVersion: 2, manifests: [{ ...manifest, annotations }] };
  writeFileSync(join(layout, 'index.json'), JSON.stringify(index));
  writeFileSync(join(layout, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}');
}

/** Names have one character per byte. */
function listed(root: string, directory: string): readonly Unpacked[] {
  const names = readdirSync(Buffer.from(join(root, directory), 'latin1'), 'latin1' as 'utf8').sort();
  return names.flatMap((name): readonly Unpacked[] => {
    const path = directory === '' ? name : `${directory}/${name}`;
    const file = Buffer.from(`${root}/${path}`, 'latin1');
    const stat = lstatSync(file);
    if (stat.isDirectory()) return listed(root, path);
    if (stat.isSymbolicLink()) return [[path, `symlink ${readlinkSync(file, 'latin1' as 'utf8')}`]];
    return [[path, stat.isFile() ? `file ${stat.size}` : 'special']];
  });
}

/** The same of a layer's index. */
export function unpackedOf(entries: readonly IndexEntry[], latin: (name: string) => string): readonly Unpacked[] {
  const sizes = new Map(entries.flatMap((entry) => (entry.type === 'file' ? [[entry.path, entry.size] as const] : [])));
  const what = (entry: IndexEntry): string | undefined => {
    switch (entry.type) {
      case 'file':
        return `file ${entry.size}`;
      case 'hardlink':
        return `file ${sizes.get(entry.target) ?? 'nowhere'}`;
      case 'symlink':
        return `symlink ${latin(entry.target)}`;
      case 'fifo':
      case 'character-device':
      case 'block-device':
        return 'special';
      default:
        return undefined;
    }
  };
  return entries
    .flatMap((entry): readonly Unpacked[] => {
      const found = what(entry);
      return found === undefined ? [] : [[latin(entry.path), found]];
    })
    .sort(([a], [b]) => (a < b ? -1 : 1));
}
