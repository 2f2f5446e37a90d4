import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
  copyFileSync,
  chmodSync,
  readdirSync,
} from 'node:fs';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, defaultHome } from 'strake';

/** How the examples get their `busybox`: as a named context where no registry has it, and a sentence that says so. */
export interface BaseImage {
  readonly contexts: Readonly<Record<string, string>>;
  readonly says: string;
}

const MIRROR = process.env['STRAKE_REGISTRY_MIRROR'];

/** From Docker Hub or a mirror where they answer, else made of Debian's `busybox-static`, without root. */
export async function baseImage(): Promise<BaseImage> {
  if (await registryAnswers(MIRROR ?? 'https://registry-1.docker.io')) {
    return { contexts: {}, says: `Base image: busybox from ${MIRROR ?? 'Docker Hub'}.` };
  }
  const layout = join(defaultHome(), 'quickstart-base');
  if (!existsSync(join(layout, 'index.json'))) await makeBase(layout);
  return {
    contexts: { busybox: `oci-layout://${layout}` },
    says: "Base image: made of Debian's busybox-static, as Docker Hub does not answer here.",
  };
}

async function registryAnswers(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/v2/`, { signal: AbortSignal.timeout(3000) });
    return response.status === 200 || response.status === 401;
  } catch {
    return false;
  }
}

/** An image from a directory: FROM scratch, COPY, and Strake writes the layout. */
async function makeBase(layout: string): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), 'strake-quickstart-'));
  try {
    const rootfs = join(scratch, 'rootfs');
    layOutRootfs(rootfs, findBusybox(scratch));
    await build({
      context: rootfs,
      dockerfile: { text: 'FROM scratch\nCOPY . /\nCMD ["sh"]\n' },
      outputs: [{ type: 'oci', dest: layout, tar: false }],
    });
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function layOutRootfs(rootfs: string, busybox: string): void {
  for (const directory of ['bin', 'etc', 'home', 'root', 'tmp', 'usr/bin', 'var'])
    mkdirSync(join(rootfs, directory), { recursive: true });
  chmodSync(join(rootfs, 'tmp'), 0o1777);
  copyFileSync(busybox, join(rootfs, 'bin/busybox'));
  chmodSync(join(rootfs, 'bin/busybox'), 0o755);
  const { stdout } = spawnSync(busybox, ['--list'], { encoding: 'utf8' });
  for (const applet of stdout.split('\n'))
    if (applet && applet !== 'busybox') symlinkSync('busybox', join(rootfs, 'bin', applet));
  writeFileSync(
    join(rootfs, 'etc/passwd'),
    'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/home:/bin/false\n',
  );
  writeFileSync(join(rootfs, 'etc/group'), 'root:x:0:\nnobody:x:65534:\n');
}

/** The installed one when it is static, else the package, downloaded and unpacked into `scratch`. */
function findBusybox(scratch: string): string {
  const installed = ['/bin/busybox', '/usr/bin/busybox'].find((file) => existsSync(file) && isStatic(file));
  return installed ?? downloadBusybox(scratch);
}

/** A static program names no dynamic loader (ELF program header PT_INTERP). */
function isStatic(file: string): boolean {
  return (
    !readFileSync(file).subarray(0, 4096).includes('/ld-linux') &&
    !readFileSync(file).subarray(0, 4096).includes('/ld-musl')
  );
}

function downloadBusybox(scratch: string): string {
  const apt = (args: readonly string[]): boolean =>
    spawnSync('apt-get', ['-qq', ...args], { cwd: scratch, encoding: 'utf8' }).status === 0;
  // A list of packages of one's own: the system's may be missing, and only root may write it.
  for (const directory of ['lists/partial', 'cache/archives/partial'])
    mkdirSync(join(scratch, directory), { recursive: true });
  const own = [
    '-o',
    `Dir::State::lists=${scratch}/lists`,
    '-o',
    `Dir::Cache=${scratch}/cache`,
    '-o',
    'Debug::NoLocking=1',
    '-o',
    'APT::Sandbox::User=',
  ];
  const downloaded =
    apt(['download', 'busybox-static']) || (apt([...own, 'update']) && apt([...own, 'download', 'busybox-static']));
  const packages = readdirSync(scratch).filter((name) => name.endsWith('.deb'));
  const unpacked =
    packages[0] !== undefined && spawnSync('dpkg-deb', ['-x', packages[0], 'busybox'], { cwd: scratch }).status === 0;
  const found = ['bin/busybox', 'usr/bin/busybox']
    .map((path) => join(scratch, 'busybox', path))
    .find((file) => existsSync(file));
  if (downloaded && unpacked && found) return found;
  throw new Error(
    'no base image: Docker Hub does not answer, and apt-get cannot download busybox-static. Set STRAKE_REGISTRY_MIRROR to a mirror.',
  );
}
