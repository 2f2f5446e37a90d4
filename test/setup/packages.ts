import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Debian packages that the tests use as peers and runtimes, with a program that shows each is there. */
const PACKAGES: Readonly<Record<string, string>> = {
  'busybox-static': 'busybox',
  crun: 'crun',
  runc: 'runc',
  bubblewrap: 'bwrap',
  uidmap: 'newuidmap',
  skopeo: 'skopeo',
  umoci: 'umoci',
  podman: 'podman',
  'docker-registry': 'docker-registry',
  attr: 'getfattr',
  'libcap2-bin': 'setcap',
  bzip2: 'bzip2',
  'xz-utils': 'xz',
  zstd: 'zstd',
  git: 'git',
  'openssh-server': 'sshd',
  'openssh-client': 'ssh-agent',
  'libarchive-tools': 'bsdtar',
  python3: 'python3',
  tmux: 'tmux',
  openssl: 'openssl',
  slirp4netns: 'slirp4netns',
  passt: 'pasta',
  iproute2: 'ip',
  'qemu-user-static': 'qemu-aarch64-static',
  shellcheck: 'shellcheck',
  neovim: 'nvim',
  'emacs-nox': 'emacs',
  // Part of Emacs since 29.
  'elpa-eglot': 'emacs',
};

/** Installs what is missing where that is possible: as root, with apt. Gives the packages still missing. */
export function installPackages(log: (text: string) => void): readonly string[] {
  const missing = missingPackages();
  if (missing.length === 0 || process.getuid?.() !== 0 || !onPath('apt-get')) return missing;
  log(`installing ${missing.join(' ')}`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (args: readonly string[]) => spawnSync('apt-get', args, { env, encoding: 'utf8' });
  const install = ['install', '-y', '-qq', '--no-install-recommends', ...missing];
  const first = apt(install);
  if (first.status !== 0) {
    apt(['update', '-qq']);
    const second = apt(install);
    if (second.status !== 0) log(`apt-get: ${second.stderr.trim().split('\n').slice(-3).join('\n')}`);
  }
  return missingPackages();
}

function missingPackages(): readonly string[] {
  return Object.entries(PACKAGES)
    .filter(([, program]) => !onPath(program))
    .map(([name]) => name);
}

/** Whether a program can be found, also in the directories of administrators that users' PATHs lack. */
export function onPath(program: string): boolean {
  const directories = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/sbin'];
  return directories.some((directory) => {
    const file = join(directory, program);
    if (!existsSync(file)) return false;
    try {
      accessSync(file, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
