import type { Command } from '../command.ts';
import { ExitCode } from '../exit-code.ts';
import type { CommandSpec, FlagSpec, ParsedOptions } from '../options/spec.ts';
import type { CommandContext } from '../command.ts';

const SHELLS = ['bash', 'zsh', 'fish'] as const;

const SPEC: CommandSpec = {
  name: 'completion',
  summary: 'Print a completion script for your shell.',
  usage: 'bash|zsh|fish',
  positionals: { min: 1, max: 1 },
  flags: [{ name: 'help', short: 'h', type: 'boolean', help: 'Show this help' }],
  examples: [
    { command: 'source <(strake completion bash)', does: 'Complete in this shell' },
    { command: 'strake completion fish > ~/.config/fish/completions/strake.fish', does: 'Complete in every fish' },
  ],
};

/** `specs` gives those of all commands, this one among them. */
export function createCompletion(specs: () => Promise<readonly CommandSpec[]>): Command {
  return { spec: SPEC, run: (options, context) => run(options, context, specs) };
}

async function run(
  options: ParsedOptions,
  { terminal }: CommandContext,
  specs: () => Promise<readonly CommandSpec[]>,
): Promise<number> {
  const shell = SHELLS.find((name) => name === options.positionals[0]);
  if (!shell) {
    const { UsageError } = await import('../usage-error.ts');
    throw new UsageError(
      `no completion for ${JSON.stringify(options.positionals[0])}`,
      `there is one for ${SHELLS.join(', ')}`,
    );
  }
  const all = await specs();
  terminal.out(shell === 'fish' ? fishScript(all) : bashScript(all, shell));
  return ExitCode.ok;
}

function bashScript(all: readonly CommandSpec[], shell: 'bash' | 'zsh'): string {
  const cases = all.map(({ name, flags, positionals }) => {
    const words = flags
      .filter((flag) => !flag.hidden)
      .flatMap((flag) => [`--${flag.name}`, ...(flag.short ? [`-${flag.short}`] : [])]);
    const values = flags.filter((flag) => flag.choices ?? flag.completes).map(bashValue);
    return `    ${name})
      case "$previous" in
${values.join('\n')}
      esac
      if [[ $current == -* ]]; then COMPREPLY=($(compgen -W '${words.join(' ')}' -- "$current"))
      else ${positionals.completes ? `COMPREPLY=($(compgen -${positionals.completes === 'directory' ? 'd' : 'f'} -- "$current"))` : ':'}; fi ;;`;
  });
  const header = shell === 'zsh' ? 'autoload -U +X bashcompinit && bashcompinit\n' : '';
  return `${header}_strake() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]}
  if [[ $COMP_CWORD == 1 ]]; then COMPREPLY=($(compgen -W '${all.map(({ name }) => name).join(' ')}' -- "$current")); return; fi
  case \${COMP_WORDS[1]} in
${cases.join('\n')}
  esac
}
complete -o filenames -o bashdefault -F _strake strake
`;
}

function bashValue(flag: FlagSpec): string {
  const names = [`--${flag.name}`, ...(flag.short ? [`-${flag.short}`] : [])].join('|');
  const how = flag.choices ? `-W '${flag.choices.join(' ')}'` : flag.completes === 'directory' ? '-d' : '-f';
  return `        ${names}) COMPREPLY=($(compgen ${how} -- "$current")); return ;;`;
}

function fishScript(all: readonly CommandSpec[]): string {
  const commands = all.map(
    ({ name, summary }) => `complete -c strake -n __fish_use_subcommand -f -a ${name} -d ${quoted(summary)}`,
  );
  const flags = all.flatMap(({ name, flags }) =>
    flags.filter((flag) => !flag.hidden).map((flag) => fishFlag(name, flag)),
  );
  return `${[...commands, ...flags].join('\n')}\n`;
}

function fishFlag(command: string, flag: FlagSpec): string {
  const short = flag.short ? ` -s ${flag.short}` : '';
  const value =
    flag.type === 'boolean'
      ? ' -f'
      : flag.choices
        ? ` -x -a ${quoted(flag.choices.join(' '))}`
        : flag.completes
          ? ' -r'
          : ' -x';
  return `complete -c strake -n '__fish_seen_subcommand_from ${command}' -l ${flag.name}${short}${value} -d ${quoted(flag.help)}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`\'`)}'`;
}
