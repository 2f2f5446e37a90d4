import { suggest } from '@strake/core';
import { BuildError } from '../error.ts';

/** What is wrong with a value, if anything. `option` says where it stands, e.g. `outputs[0].dest`. */
export type Check = (value: unknown, option: string) => Mistake | undefined;

interface Mistake {
  readonly option: string;
  /** What follows the option in the message. */
  readonly problem: string;
  readonly hint?: string | undefined;
  readonly data?: { readonly expected: string; readonly found: string };
}

/** The checks of all options that `T` has. */
export type Options<T> = { readonly [K in keyof Required<T>]: Check };

/**
 * Throws `OPTION_INVALID` when an option of `call` has a value of another kind, is missing, or does not exist. One that is
 * undefined is absent. No text is told where any may stand: it may be a secret.
 */
export function checkOptions<T>(
  call: string,
  options: Options<T>,
  input: unknown,
  ...needed: readonly (keyof T & string)[]
): void {
  const mistake = object(options, ...needed)(input, '');
  if (!mistake) return;
  const { option, problem, hint, data } = mistake;
  throw new BuildError('OPTION_INVALID', `${call}: ${option === '' ? 'the input' : option} ${problem}`, {
    data: { option, ...data },
    ...(hint === undefined ? {} : { hint }),
  });
}

export function is(expected: string, accepts: (value: unknown) => boolean): Check {
  return (value, option) => (accepts(value) ? undefined : another(option, expected, value));
}

export const text: Check = is('a string', (value) => typeof value === 'string');
export const flag: Check = is('true or false', (value) => typeof value === 'boolean');
export const whole: Check = is('a whole number', Number.isInteger);
export const amount: Check = is(
  'a whole number, 0 or more',
  (value) => Number.isInteger(value) && (value as number) >= 0,
);
export const call: Check = is('a function', (value) => typeof value === 'function');
export const thing: Check = is('an object', isObject);

/** Characters of a wrong word that are told. */
const LONGEST = 40;

export function oneOf(...values: readonly string[]): Check {
  const expected = values
    .map((value) => JSON.stringify(value))
    .join(', ')
    .replace(/, ([^,]*)$/, ' or $1');
  return (value, option) => {
    if (values.includes(value as string)) return undefined;
    if (typeof value !== 'string') return another(option, expected, value);
    const near = suggest(value, values);
    return another(option, expected, value, near && `did you mean ${near}?`, JSON.stringify(value.slice(0, LONGEST)));
  };
}

export function listOf(check: Check): Check {
  return (value, option) => {
    if (!Array.isArray(value)) return another(option, 'a list', value);
    return first(Array.from(value, (one: unknown, i) => () => check(one, `${option}[${i}]`)));
  };
}

/** By any names. */
export function recordOf(check: Check): Check {
  return (value, option) => {
    if (!isPlain(value) || isOpaque(value)) return another(option, 'an object', value);
    return first(
      Object.entries(value).map(
        ([key, one]) =>
          () =>
            check(one, `${option}[${JSON.stringify(key)}]`),
      ),
    );
  };
}

/** Where text is enough, or else what `check` says. */
export function textOr(check: Check): Check {
  return (value, option) => (typeof value === 'string' ? undefined : check(value, option));
}

/** Options of their own; those that `needed` names must be there. */
export function object<T>(options: Options<T>, ...needed: readonly (keyof T & string)[]): Check {
  return (value, option) => {
    if (!isPlain(value)) return another(option, 'an object', value);
    const at = (key: string): string => (option === '' ? key : `${option}.${key}`);
    const checks = Object.entries(value).map(([key, one]) => () => {
      const check = Object.hasOwn(options, key) ? options[key as keyof T] : undefined;
      if (check) return one === undefined ? undefined : check(one, at(key));
      return unknown(at(key), key, Object.keys(options));
    });
    const missing = needed.map(
      (key) => () => (value[key] === undefined ? options[key](undefined, at(key)) : undefined),
    );
    return first([...checks, ...missing]);
  };
}

/** Options that depend on `type`. */
export function byType(types: Readonly<Record<string, Check>>): Check {
  const type = oneOf(...Object.keys(types));
  return (value, option) => {
    if (!isPlain(value)) return another(option, 'an object', value);
    return type(value['type'], `${option}.type`) ?? types[value['type'] as string]?.(value, option);
  };
}

function unknown(option: string, key: string, known: readonly string[]): Mistake {
  const near = suggest(key, known) ?? known.find((name) => name === `${key}s` || `${name}s` === key);
  const hint = near === undefined ? `known are ${known.join(', ')}` : `did you mean ${near}?`;
  return { option, problem: 'is no option', hint };
}

function another(option: string, expected: string, value: unknown, hint?: string, found = kindOf(value)): Mistake {
  return { option, problem: `must be ${expected}, not ${found}`, hint, data: { expected, found } };
}

function first(checks: readonly (() => Mistake | undefined)[]): Mistake | undefined {
  for (const check of checks) {
    const mistake = check();
    if (mistake) return mistake;
  }
  return undefined;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return isObject(value) && !Array.isArray(value) && !ArrayBuffer.isView(value);
}

/** What holds nothing by name because it is of a kind of its own: a Map, a URL, a promise that was not awaited. */
function isOpaque(value: object): boolean {
  const kind: unknown = Object.getPrototypeOf(value);
  return Object.keys(value).length === 0 && isObject(kind) && Object.getPrototypeOf(kind) !== null;
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (!isObject(value)) return `a ${typeof value}`;
  const { name } = (value.constructor as { readonly name?: string } | undefined) ?? {};
  return name === undefined || name === 'Object' ? 'an object' : `a ${name}`;
}
