import { hasArg, hasFlag, operandsWithout } from './flags.ts';
import type { ShellCommand, ShellScript, ShellWord } from './script.ts';

/** How a package manager is asked for packages. */
export interface Installer {
  readonly commands: readonly string[];
  readonly verbs: readonly string[];
  /** Options whose value may be a word of its own. */
  readonly valued: readonly string[];
}

export const APT: Installer = {
  commands: ['apt-get'],
  verbs: ['install'],
  valued: ['t', 'target-release', 'o', 'option', 'c', 'config-file'],
};
export const APK: Installer = {
  commands: ['apk'],
  verbs: ['add'],
  valued: ['t', 'virtual', 'repository', 'X', 'p', 'root', 'repositories-file', 'keys-dir'],
};
export const YUM: Installer = { commands: ['yum'], verbs: ['install'], valued: YUM_VALUED() };
export const DNF: Installer = { commands: ['dnf', 'dnf5', 'microdnf'], verbs: ['install'], valued: YUM_VALUED() };
export const ZYPPER: Installer = {
  commands: ['zypper'],
  verbs: ['install', 'in'],
  valued: ['r', 'repo', 'from', 't', 'type'],
};

function YUM_VALUED(): readonly string[] {
  return ['c', 'config', 'x', 'exclude', 'installroot', 'enablerepo', 'disablerepo', 'releasever', 'repo', 'setopt'];
}

export function installsOf(script: ShellScript, installer: Installer): readonly ShellCommand[] {
  return script.commands.filter(
    (command) => installer.commands.includes(command.name) && hasArg(command, ...installer.verbs),
  );
}

/** Whether apt-get only says what it would do. */
export function isSimulated(command: ShellCommand): boolean {
  return hasFlag(command, 's', 'simulate', 'just-print', 'dry-run', 'recon', 'no-act');
}

/** The packages that a command asks for. */
export function packagesOf(command: ShellCommand, { verbs, valued }: Installer): readonly ShellWord[] {
  return operandsWithout(command, valued).filter(({ value }) => !verbs.includes(value) && value !== '--');
}

const PIP_VALUED = [
  'abi',
  'b',
  'build',
  'e',
  'editable',
  'extra-index-url',
  'f',
  'find-links',
  'i',
  'index-url',
  'implementation',
  'no-binary',
  'only-binary',
  'platform',
  'prefix',
  'progress-bar',
  'proxy',
  'python-version',
  'root',
  'src',
  't',
  'target',
  'trusted-host',
  'upgrade-strategy',
  'root-user-action',
  'cache-dir',
  'cert',
  'client-cert',
  'timeout',
  'retries',
  'log',
  'exists-action',
  'global-option',
  'install-option',
  'config-settings',
  'report',
  'python',
  'use-feature',
  'use-deprecated',
]; // prettier-ignore

export function isPipInstall(command: ShellCommand): boolean {
  if (!hasArg(command, 'install')) return false;
  const { name, args } = command;
  if (name.startsWith('pip') && name !== 'pipenv') return true;
  return /^python[\d.]*$/.test(name) && args.some(({ value }, i) => value === '-m' && args[i + 1]?.value === 'pip');
}

/** The packages that a pip install names. */
export function pipPackages(command: ShellCommand): readonly ShellWord[] {
  const words = operandsWithout(command, PIP_VALUED);
  const verb = words.findIndex(({ value }) => value === 'install');
  return words.slice(verb + 1);
}

/** Whether the versions come from a file. */
export function hasPipFile(command: ShellCommand): boolean {
  return hasFlag(command, 'r', 'requirement', 'c', 'constraint', 'build-constraint', 'group');
}
