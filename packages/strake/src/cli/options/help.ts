import type { Terminal } from '../terminal.ts';
import { wrapped } from '../render/wrapped.ts';
import type { CommandSpec, FlagSpec } from './spec.ts';

const BESIDE = 34;
const BELOW = 10;
const NARROWEST = 40;

/** Help of one command, made from its spec. */
export function commandHelp(spec: CommandSpec, terminal: Terminal): string {
  const title = (text: string): string => terminal.style('bold', text);
  const examples = spec.examples.map(({ command, does }) => `  ${terminal.style('dim', `# ${does}`)}\n  ${command}`);
  return [
    `${title('Usage:')} strake ${spec.name} ${spec.usage}`,
    wrapped(spec.summary, terminal.isTTY ? terminal.columns() : Infinity),
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
  const [indent, width] = columnOf(terminal);
  const lead = left.length < indent ? left.padEnd(indent) : `${left}\n${' '.repeat(indent)}`;
  return lead + wrapped(text, width, indent);
}

/** Where the texts begin, and how wide they are: beside the flags, or below them where there is no room for that. */
function columnOf(terminal: Terminal): readonly [indent: number, width: number] {
  if (!terminal.isTTY) return [BESIDE, Infinity];
  const indent = terminal.columns() < BESIDE + NARROWEST ? BELOW : BESIDE;
  return [indent, Math.max(NARROWEST, terminal.columns()) - indent];
}
