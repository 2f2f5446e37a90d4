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
      .map((flag) => flagHelp(flag, terminal))
      .join('\n')}`,
    ...(spec.flags.some(({ type, hidden }) => type === 'list' && !hidden)
      ? ['Flags with three dots may be given several times.']
      : []),
    `${title('Examples:')}\n${examples.join('\n\n')}`,
    '',
  ].join('\n\n');
}

function flagHelp(flag: FlagSpec, terminal: Terminal): string {
  const short = flag.short ? `-${flag.short}, ` : '    ';
  const value = flag.type === 'boolean' ? '' : ` ${flag.value ?? 'VALUE'}${flag.type === 'list' ? '...' : ''}`;
  const left = `  ${short}--${flag.name}${value}`;
  const text = flag.choices ? `${flag.help} (${flag.choices.join(', ')})` : flag.help;
  const [first = '', ...more] = wrapped(text, terminal.isTTY ? Math.max(40, terminal.columns() - WIDTH) : Infinity);
  const lines = left.length < WIDTH ? [left.padEnd(WIDTH) + first, ...more] : [left, first, ...more];
  return lines.map((line, i) => (i === 0 ? line : ' '.repeat(WIDTH) + line)).join('\n');
}

/** In lines of at most so many characters, broken between words. */
function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + 1 + word.length <= width) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines;
}
