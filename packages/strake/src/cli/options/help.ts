import type { Terminal } from '../terminal.ts';
import type { CommandSpec, FlagSpec } from './spec.ts';

const WIDTH = 34;

/** Help of one command, made from its spec. */
export function commandHelp(spec: CommandSpec, terminal: Terminal): string {
  const title = (text: string): string => terminal.style('bold', text);
  const examples = spec.examples.map(({ command, does }) => `  ${terminal.style('dim', `# ${does}`)}\n  ${command}`);
  return [
    `${title('Usage:')} strake ${spec.name} ${spec.usage}`,
    spec.summary,
    `${title('Options:')}\n${spec.flags
      .filter((flag) => !flag.hidden)
      .map(flagHelp)
      .join('\n')}`,
    `${title('Examples:')}\n${examples.join('\n\n')}`,
    '',
  ].join('\n\n');
}

function flagHelp(flag: FlagSpec): string {
  const short = flag.short ? `-${flag.short}, ` : '    ';
  const value = flag.type === 'boolean' ? '' : ` ${flag.value ?? 'VALUE'}`;
  const left = `  ${short}--${flag.name}${value}`;
  const text = flag.choices ? `${flag.help} (${flag.choices.join(', ')})` : flag.help;
  return left.length < WIDTH ? left.padEnd(WIDTH) + text : `${left}\n${' '.repeat(WIDTH)}${text}`;
}
