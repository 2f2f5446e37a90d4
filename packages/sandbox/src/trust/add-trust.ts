import { resolve } from '@strake/oci';
import type { JobMount } from '../runtime/job.ts';
import type { MemoryFile, MemoryFiles } from '../runtime/mounts/memory-files.ts';
import { layeredTree } from '../snapshot/layered.ts';
import { extendBundles } from './bundles.ts';
import { certificatesIn, javaKeyStore } from './certificates.ts';

/** Certificates that commands shall trust beyond those of the image. */
export interface ExtraTrust {
  /** PEM. */
  readonly certificates: string;
  /** PEM: what to trust besides where the image has no bundle. */
  readonly roots: string;
}

/** What makes a command trust more: it sees it, its layer does not. */
export interface AddedTrust {
  readonly mounts: readonly JobMount[];
  /** `NAME=value`. */
  readonly env: readonly string[];
  /** Takes everything back. The command has ended. */
  remove(): void;
}

/** In /dev, which is no part of the image: nothing has to be made to mount onto. */
const BUNDLE = '/dev/strake/ca.crt';
const KEY_STORE = '/dev/strake/ca.jks';

/** OpenSSL and Go; curl; Python's requests and pip; Node; Git; the AWS tools; Cargo; Deno; Nix. */
const VARIABLES: readonly string[] = [
  'SSL_CERT_FILE',
  'CURL_CA_BUNDLE',
  'REQUESTS_CA_BUNDLE',
  'PIP_CERT',
  'NODE_EXTRA_CA_CERTS',
  'GIT_SSL_CAINFO',
  'AWS_CA_BUNDLE',
  'CARGO_HTTP_CAINFO',
  'DENO_CERT',
  'NIX_SSL_CERT_FILE',
];

/** Where Java lives in images: only there is its variable set, for every Java program speaks of it. */
const JAVA_HOMES = ['etc/ssl/certs/java', 'usr/lib/jvm', 'opt/java', 'usr/local/openjdk-8', 'usr/local/openjdk-11'];

/** Makes what runs in `root` with `env` trust the certificates: by the image's bundles and by variables. */
export function addTrust(
  root: string,
  env: readonly string[],
  { certificates, roots }: ExtraTrust,
  memory: MemoryFiles,
): AddedTrust {
  const bundles = extendBundles(root, certificates);
  const all = `${bundles.original ?? roots}\n${certificates}\n`;
  const files: MemoryFile[] = [];
  const place = (target: string, data: string | Uint8Array): JobMount => {
    const file = memory.write(data, { mode: 0o644, uid: 0, gid: 0 });
    files.push(file);
    return { kind: 'bind', source: file.source, target, directory: false, flags: file.flags };
  };
  const isSet = (name: string): boolean => env.some((variable) => variable.startsWith(`${name}=`));
  const tree = layeredTree([root]);
  const withJava =
    isSet('JAVA_HOME') || JAVA_HOMES.some((path) => resolve(tree, path, { followLast: true }).kind === 'found');
  const java = withJava && !isSet('JAVA_TOOL_OPTIONS');
  return {
    mounts: [place(BUNDLE, all), ...(java ? [place(KEY_STORE, javaKeyStore(certificatesIn(all)))] : [])],
    env: [
      ...VARIABLES.filter((name) => !isSet(name)).map((name) => `${name}=${BUNDLE}`),
      ...(java ? [`JAVA_TOOL_OPTIONS=-Djavax.net.ssl.trustStore=${KEY_STORE}`] : []),
    ],
    remove() {
      bundles.restore();
      for (const file of files) file.remove();
    },
  };
}
