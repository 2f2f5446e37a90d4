import type { ShellCommand, ShellWord } from './script.ts';

/** Names of the options of a command: `--name=value` is `name`, `-abc` is `a`, `b` and `c`. None after `--`. */
export function flagsOf(command: ShellCommand): ReadonlySet<string> {
  const known = FLAGS.get(command);
  if (known !== undefined) return known;
  const flags = new Set<string>();
  for (const { value } of command.args) {
    if (value === '--') break;
    if (value.startsWith('--')) flags.add(value.slice(2).replace(/=.*$/s, ''));
    else if (value.startsWith('-')) for (const letter of value.slice(1)) flags.add(letter);
  }
  FLAGS.set(command, flags);
  return flags;
}

const FLAGS = new WeakMap<ShellCommand, ReadonlySet<string>>();

export function hasFlag(command: ShellCommand, ...names: readonly string[]): boolean {
  const flags = flagsOf(command);
  return names.some((name) => flags.has(name));
}

export function hasArg(command: ShellCommand, ...values: readonly string[]): boolean {
  return command.args.some(({ value }) => values.includes(value));
}

/** The arguments that are no options. */
export function operands(command: ShellCommand): readonly ShellWord[] {
  return withoutFlags(command.args);
}

function withoutFlags(args: readonly ShellWord[]): readonly ShellWord[] {
  const end = args.findIndex(({ value }) => value === '--');
  return args.filter(({ value }, i) => (end >= 0 && i > end) || !isFlag(value));
}

function isFlag(value: string): boolean {
  return value.length > 1 && value.startsWith('-');
}

/** The operands without the values of the named options, given as words of their own. */
export function operandsWithout(command: ShellCommand, valued: readonly string[]): readonly ShellWord[] {
  const kept: ShellWord[] = [];
  let skip = false;
  for (const word of command.args) {
    if (skip) {
      skip = false;
      continue;
    }
    kept.push(word);
    skip = takesNext(word.value, valued);
  }
  return withoutFlags(kept);
}

function takesNext(value: string, valued: readonly string[]): boolean {
  if (value.includes('=')) return false;
  if (value.startsWith('--')) return valued.includes(value.slice(2));
  return isFlag(value) && [...value.slice(1)].some((letter) => valued.includes(letter));
}
