import type { CommandSpec, FlagSpec, Positionals } from '../options/spec.ts';

/** The script for bash; zsh reads it too, with bashcompinit. */
export function bashScript(all: readonly CommandSpec[], shell: 'bash' | 'zsh'): string {
  const header = shell === 'zsh' ? 'autoload -U +X bashcompinit && bashcompinit\n' : '';
  const names = all.map(({ name }) => name).join(' ');
  return `${header}_strake() {
  local i=$COMP_CWORD current previous lead= cut=
  current=\${COMP_WORDS[i]}
  # bash takes = and : for the ends of words.
  while (( i > 1 )) && [[ \${COMP_WORDS[i]} == [=:] || \${COMP_WORDS[i-1]} == [=:] || \${COMP_WORDS[i]} == : ]]; do
    (( i -= 1 ))
    current=\${COMP_WORDS[i]}$current
  done
  previous=\${COMP_WORDS[i-1]}
  if [[ $current == --*=* ]]; then lead=\${current%%=*}=; previous=\${current%%=*}; current=\${current#*=}; fi
  COMPREPLY=()
  if (( i == 1 )); then COMPREPLY=($(compgen -W '${names}' -- "$current")); return; fi
  _strake_words
  if [[ -n $BASH_VERSION ]]; then
    if [[ $current == *[=:]* ]]; then cut=\${current%"\${current##*[=:]}"}; fi
    COMPREPLY=("\${COMPREPLY[@]#"$cut"}")
    if [[ \${COMPREPLY[0]} == *= ]]; then compopt -o nospace 2>/dev/null; fi
  elif [[ -n $lead ]]; then
    for (( i = 0; i < \${#COMPREPLY[@]}; i++ )); do COMPREPLY[i]=$lead\${COMPREPLY[i]}; done
  fi
}
_strake_words() {
  case \${COMP_WORDS[1]} in
${all.map(bashCase).join('\n')}
  esac
}
complete -o bashdefault -F _strake strake
`;
}

function bashCase({ name, flags, positionals }: CommandSpec): string {
  const shown = flags.filter((flag) => !flag.hidden);
  const words = shown.flatMap(namesOf).join(' ');
  const values = shown.filter(({ type }) => type !== 'boolean').map(bashValue);
  return `    ${name})
      case "$previous" in
${values.join('\n')}
      esac
      if [[ $current == -* ]]; then ${reply({ suggests: [words] })}
      ${bashVerbs(positionals)}else ${bashPositional(positionals)}; fi ;;`;
}

function bashVerbs({ verbs }: Positionals): string {
  return verbs ? `elif (( i == 2 )); then ${reply({ suggests: verbs })}\n      ` : '';
}

function bashPositional(positionals: Positionals): string {
  return (positionals.completes ?? positionals.suggests) ? reply(positionals) : ':';
}

function bashValue(flag: FlagSpec): string {
  return `        ${namesOf(flag).join('|')}) ${reply(flag)}; return ;;`;
}

function namesOf({ name, short }: FlagSpec): readonly string[] {
  return [`--${name}`, ...(short ? [`-${short}`] : [])];
}

type Offered = Pick<FlagSpec, 'choices' | 'suggests' | 'completes'>;

/** Names of files may hold blanks, and only they are escaped. */
function reply(offered: Offered): string {
  const names = offered.completes === 'file' || offered.completes === 'directory';
  return `${names ? "local IFS=$'\\n'; compopt -o filenames 2>/dev/null; " : ''}COMPREPLY=($(compgen ${offer(offered)} -- "$current"))`;
}

/** Of a value of which nothing is known, what the user has typed is all there is. */
function offer({ choices, suggests, completes }: Offered): string {
  const words = choices ?? suggests;
  if (words) return `-W '${words.join(' ')}'`;
  switch (completes) {
    case 'directory':
      return '-d';
    case 'file':
      return '-f';
    case 'image':
      return '-W "$(strake completion images 2>/dev/null)"';
    case 'stage':
      return '-W "$(strake completion stages "${COMP_WORDS[@]}" 2>/dev/null)"';
    default:
      return "-W ''";
  }
}
