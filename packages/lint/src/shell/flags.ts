import type { ShellCommand, ShellWord } from './script.ts';

/** Whether a command has one of the options: `--name=value` is `name`, `-abc` is `a`, `b` and `c`; none after `--`. */
export function hasFlag(command: ShellCommand, ...names: readonly string[]): boolean {
  for (const { value } of command.args) {
    if (value === '--') break;
    if (!value.startsWith('-')) continue;
    const isLong = value.startsWith('--');
    if (isLong ? names.includes(longName(value)) : hasLetter(value, names)) return true;
  }
  return false;
}

function longName(value: string): string {
  const equals = value.indexOf('=');
  return value.slice(2, equals < 0 ? undefined : equals);
}

function hasLetter(value: string, names: readonly string[]): boolean {
  for (const letter of value) if (letter !== '-' && names.includes(letter)) return true;
  return false;
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
