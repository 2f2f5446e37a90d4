import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type EntryPath, resolve } from '@strake/oci';
import { layeredTree } from '../snapshot/layered.ts';
import { setTime } from '../syscalls/file.ts';

/** Where distributions keep the certificates that programs trust. */
const BUNDLES: readonly EntryPath[] = [
  // Debian, Ubuntu, Alpine, Arch
  'etc/ssl/certs/ca-certificates.crt',
  // Alpine, OpenBSD's layout
  'etc/ssl/cert.pem',
  // Fedora, Red Hat
  'etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem',
  'etc/pki/tls/certs/ca-bundle.crt',
  // SUSE
  'etc/ssl/ca-bundle.pem',
  'var/lib/ca-certificates/ca-bundle.pem',
];

/** Bound on a bundle: what is larger is none. */
const LARGEST = 16 * 1024 * 1024;
const BEGIN = '# strake: begin of --ca\n';
const END = '# strake: end of --ca\n';

/** Bundles of a root file system with more certificates in them than the image has. */
export interface ExtendedBundles {
  /** Text of the first one, as the image has it; absent when there is none. */
  readonly original: string | undefined;
  /** Takes the certificates out again; a file that is otherwise unchanged is as it was, its time too. */
  restore(): void;
}

/** Adds certificates to the bundles in the mounted root file system `root`, in which nothing runs. */
export function extendBundles(root: string, certificates: string): ExtendedBundles {
  const block = `${BEGIN}${certificates}\n${END}`;
  const files = bundleFiles(root);
  const texts = files.map((file) => readFileSync(file, 'latin1'));
  files.forEach((file, index) => rewrite(file, `${texts[index] ?? ''}${block}`));
  return {
    original: texts[0],
    restore() {
      for (const file of bundleFiles(root)) {
        const text = readFileSync(file, 'latin1');
        if (text.includes(block)) rewrite(file, text.replaceAll(block, ''));
      }
    },
  };
}

/** Regular files, each once, reached through links that stay in the root. */
function bundleFiles(root: string): readonly string[] {
  const tree = layeredTree([root]);
  const found = BUNDLES.map((path) => resolve(tree, path, { followLast: true }));
  const paths = new Set(found.flatMap((place) => (place.kind === 'found' ? [join(root, place.path)] : [])));
  return [...paths].filter((path) => {
    const stat = statSync(path);
    return stat.isFile() && stat.size <= LARGEST;
  });
}

const NANO = 1_000_000_000n;

function rewrite(file: string, text: string): void {
  const { mtimeNs } = statSync(file, { bigint: true });
  writeFileSync(file, text, 'latin1');
  setTime(file, Number(mtimeNs / NANO), Number(mtimeNs % NANO));
}
