import type { CommandSpec, FlagSpec } from '../options/spec.ts';

export function fishScript(all: readonly CommandSpec[]): string {
  const commands = all.map(
    ({ name, summary }) => `complete -c strake -n __fish_use_subcommand -f -a ${name} -d ${quoted(summary)}`,
  );
  const flags = all.flatMap(({ name, flags }) =>
    flags.filter((flag) => !flag.hidden).map((flag) => fishFlag(name, flag)),
  );
  const images = all
    .filter(({ positionals }) => positionals.completes === 'image')
    .map(({ name }) => `complete -c strake -n '__fish_seen_subcommand_from ${name}' -f -a ${quoted(IMAGES)}`);
  const verbs = all.flatMap(({ name, positionals }) => (positionals.verbs ? [fishVerbs(name, positionals.verbs)] : []));
  return `${[...commands, ...flags, ...images, ...verbs].join('\n')}\n`;
}

function fishVerbs(command: string, verbs: readonly string[]): string {
  const words = verbs.join(' ');
  const isFirst = `__fish_seen_subcommand_from ${command}; and not __fish_seen_subcommand_from ${words}`;
  return `complete -c strake -n '${isFirst}' -f -a ${quoted(words)}`;
}

function fishFlag(command: string, flag: FlagSpec): string {
  const short = flag.short ? ` -s ${flag.short}` : '';
  const value = flag.type === 'boolean' ? ' -f' : fishValue(flag);
  return `complete -c strake -n '__fish_seen_subcommand_from ${command}' -l ${flag.name}${short}${value} -d ${quoted(flag.help)}`;
}

const IMAGES = '(strake completion images 2>/dev/null)';

function fishValue({ choices, suggests, completes }: FlagSpec): string {
  const words = choices ?? suggests;
  if (words) return ` -x -a ${quoted(words.join(' '))}`;
  switch (completes) {
    case 'directory':
      return ` -x -a '(__fish_complete_directories)'`;
    case 'file':
      return ' -r -F';
    case 'image':
      return ` -x -a ${quoted(IMAGES)}`;
    case 'stage':
      return ` -x -a ${quoted('(strake completion stages (commandline -opc) 2>/dev/null)')}`;
    default:
      return ' -x';
  }
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", String.raw`\'`)}'`;
}
