import { hasArg } from './flags.ts';
import { type Installer, installsOf, packagesOf } from './package-installs.ts';
import type { ShellScript, ShellWord } from './script.ts';
import { isPinnedByVariable, type Names } from './variables.ts';

/** The first package that is asked for without a version. */
export function unpinnedRpm(script: ShellScript, installer: Installer, variables: Names): ShellWord | undefined {
  for (const command of installsOf(script, installer)) {
    if (hasArg(command, 'group', 'groupinstall')) continue;
    const isModule = hasArg(command, 'module');
    const found = packagesOf(command, installer).find(({ value }) =>
      isModule
        ? value !== 'module' && !value.includes(':')
        : !isPinned(value) && !(value.includes('-') && isPinnedByVariable(value, variables)),
    );
    if (found !== undefined) return found;
  }
  return undefined;
}

/** `name-1.2`, `name-1:1.2`, and files. */
function isPinned(value: string): boolean {
  return /-\d/.test(value) || value.endsWith('.rpm') || /^[@/.]/.test(value);
}
