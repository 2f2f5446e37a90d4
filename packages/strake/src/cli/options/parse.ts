import { parseArgs } from 'node:util';
import { counted, suggest } from '@strake/core';
import { UsageError } from '../usage-error.ts';
import type { CommandSpec, FlagSpec, ParsedOptions } from './spec.ts';

/** Reads a command's arguments. Booleans take `--flag`, `--flag=true` and `--flag=false`, as Docker's do. */
export function parseOptions(spec: CommandSpec, argv: readonly string[]): ParsedOptions {
  const values = new Map<string, string[]>();
  const [own, passedOn] = split(spec, argv);
  const positionals: string[] = [];
  const byName = new Map(spec.flags.map((flag) => [flag.name, flag]));
  for (const token of tokensOf(spec, own)) {
    if (token.kind === 'positional') positionals.push(token.value);
    if (token.kind !== 'option') continue;
    const flag = byName.get(token.name);
    if (!flag) throw unknownFlag(spec, token.rawName);
    const value = valueOf(flag, token.rawName, token.value);
    values.set(flag.name, flag.type === 'list' ? [...(values.get(flag.name) ?? []), value] : [value]);
  }
  positionals.push(...passedOn);
  checkPositionals(spec, positionals);
  return {
    positionals,
    string: (name) => values.get(name)?.[0],
    list: (name) => values.get(name) ?? [],
    boolean: (name) => {
      const value = values.get(name)?.[0];
      return value === undefined ? undefined : value === 'true';
    },
  };
}

/** The arguments of the command itself, its first positional the last, and what it passes on. */
function split(spec: CommandSpec, argv: readonly string[]): readonly [readonly string[], readonly string[]] {
  const first = spec.passesOn ? tokensOf(spec, argv).find(({ kind }) => kind === 'positional') : undefined;
  const end = first === undefined ? argv.length : first.index + 1;
  return [argv.slice(0, end), argv.slice(end)];
}

/** Whether help is asked for, of the command itself. */
export function asksForHelp(spec: CommandSpec, argv: readonly string[]): boolean {
  const [own] = split(spec, argv);
  const short = spec.flags.some((flag) => flag.name !== 'help' && flag.short === 'h') ? [] : ['-h'];
  return ['--help', ...short].some((flag) => own.includes(flag));
}

type Token = { readonly index: number } & TokenContent;
type TokenContent =
  | { readonly kind: 'positional'; readonly value: string }
  | { readonly kind: 'option'; readonly name: string; readonly rawName: string; readonly value: string | undefined }
  | { readonly kind: 'option-terminator' };

function tokensOf(spec: CommandSpec, argv: readonly string[]): readonly Token[] {
  const options = Object.fromEntries(
    spec.flags.map((flag) => [
      flag.name,
      {
        type: flag.type === 'boolean' ? ('boolean' as const) : ('string' as const),
        ...(flag.short ? { short: flag.short } : {}),
      },
    ]),
  );
  const { tokens } = parseArgs({ args: [...argv], options, strict: false, allowPositionals: true, tokens: true });
  return tokens;
}

function valueOf(flag: FlagSpec, given: string, value: string | undefined): string {
  if (flag.type === 'boolean') {
    if (value === undefined) return 'true';
    if (/^(true|1)$/i.test(value)) return 'true';
    if (/^(false|0)$/i.test(value)) return 'false';
    throw new UsageError(`${given} is either given or not: ${JSON.stringify(value)} is neither true nor false`);
  }
  if (value === undefined) throw new UsageError(`${given} needs a value`, `${given} ${flag.value ?? 'VALUE'}`);
  if (flag.choices && !flag.choices.includes(value)) {
    const hint = `it is one of ${flag.choices.join(', ')}${flag.misread === undefined ? '' : `; ${flag.misread}`}`;
    throw new UsageError(`${given} cannot be ${JSON.stringify(value)}`, hint);
  }
  return value;
}

function unknownFlag(spec: CommandSpec, given: string): UsageError {
  const near = suggest(
    given.replace(/^-+/, ''),
    spec.flags.filter((f) => !f.hidden).map((flag) => flag.name),
  );
  const hint = near ? `did you mean --${near}?` : `strake ${spec.name} --help lists the flags`;
  return new UsageError(`unknown flag ${given}`, hint);
}

function checkPositionals(
  { name, positionals: { min, max }, usage, examples }: CommandSpec,
  given: readonly string[],
): void {
  if (given.length >= min && given.length <= max) return;
  const range = max === Infinity ? `at least ${counted(min, 'argument')}` : `${min} to ${counted(max, 'argument')}`;
  const wanted = min === max ? `exactly ${counted(min, 'argument')}` : range;
  const found = given.length === 0 ? 'none' : given.map((word) => JSON.stringify(word)).join(' ');
  throw new UsageError(
    `strake ${name} takes ${wanted}; found ${found}`,
    `strake ${name} ${usage}${examples[0] ? `, e.g. ${examples[0].command}` : ''}`,
  );
}
