import type { ByteStream } from '@strake/core';
import type { Layer, LayerEntry, LayerStore } from '@strake/oci';

const APPLETS =
  'awk cat chgrp chmod chown chroot cp date dd echo env false grep head hostname id kill ln ls mkdir mkfifo mknod mount ' +
  'mv nc ps pwd readlink rm rmdir sed seq setsid sh sleep stat tail test touch true umount uname unshare wc';

const MTIME = 1_700_000_000;

/** `cap_net_raw=ep` as `security.capability` holds it (struct vfs_cap_data, revision 2). */
const NET_RAW_CAPABILITY = '\x01\x00\x00\x02\x00\x20\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00';

/** Something to put into a layer: a file's text, or an entry without what is usual. */
export type Node =
  | string
  | {
      readonly type?: LayerEntry['type'];
      readonly data?: string | Uint8Array;
      readonly target?: string;
      /** Directory of an `opaque` marker. */
      readonly of?: string;
      readonly mode?: number;
      readonly uid?: number;
      readonly gid?: number;
      readonly xattrs?: Readonly<Record<string, string>>;
      readonly major?: number;
      readonly minor?: number;
    };

/** A layer of `nodes` by path. Parents must be listed before their children. */
export function writeNodes(layers: LayerStore, nodes: Readonly<Record<string, Node>>): Promise<Layer> {
  return layers.write(
    Object.entries(nodes).map(([path, node]) => toEntry(path, typeof node === 'string' ? { data: node } : node)),
  );
}

/** A root file system of a static busybox, with the accounts that the contract speaks of. */
export function writeBusyboxRoot(layers: LayerStore, busybox: Uint8Array): Promise<Layer> {
  const links = APPLETS.split(' ').map((name): [string, Node] => [
    `bin/${name}`,
    { type: 'symlink', target: 'busybox' },
  ]);
  return writeNodes(layers, {
    bin: DIRECTORY,
    'bin/busybox': { data: busybox, mode: 0o755 },
    ...Object.fromEntries(links),
    capable: { data: 'x', mode: 0o755, xattrs: { 'security.capability': NET_RAW_CAPABILITY } },
    etc: DIRECTORY,
    'etc/group': 'root:x:0:\nwheel:x:10:root\nwww-data:x:33:\nextra:x:50:www-data\n',
    'etc/passwd': 'root:x:0:0:root:/root:/bin/sh\nwww-data:x:33:33:www:/var/www:/bin/false\n',
    full: DIRECTORY,
    'full/dir': DIRECTORY,
    'full/dir/deep': 'deep',
    'full/file': 'file',
    home: DIRECTORY,
    root: { type: 'directory', mode: 0o700 },
    tmp: { type: 'directory', mode: 0o1777 },
    var: DIRECTORY,
    'var/www': { type: 'directory', uid: 33, gid: 33 },
    'var/www/page': { data: 'page', uid: 33, gid: 33 },
  });
}

const DIRECTORY: Node = { type: 'directory' };

function toEntry(path: string, node: Exclude<Node, string>): readonly [LayerEntry, ByteStream?] {
  const {
    type = 'file',
    data = '',
    mode = type === 'directory' ? 0o755 : type === 'symlink' ? 0o777 : 0o644,
    ...rest
  } = node;
  if (type === 'whiteout' || type === 'opaque') return [{ type, path: node.of ?? path }];
  const meta = { uid: 0, gid: 0, ...rest, path, type, mode, mtime: MTIME };
  if (type !== 'file') return [meta as LayerEntry];
  const bytes = Buffer.from(data);
  return [{ ...meta, size: bytes.length } as LayerEntry, once(bytes)];
}

async function* once(bytes: Uint8Array): ByteStream {
  yield bytes;
}
