import { UsageError } from '../usage-error.ts';

/** What a template can name. */
export type Fields = Readonly<Record<string, Value>>;
export type Value = string | number | boolean | null | readonly Value[] | { readonly [name: string]: Value };

/** Gives the text for one set of fields. Throws `USAGE` for a field that is not among them. */
export type Template = (fields: Fields) => string;

/**
 * The part of Docker's `--format` that is a text with fields in it: `{{.Config.Env}}`, `{{json .Config}}`,
 * `{{index .Config.Labels "name"}}`. Throws `USAGE` for all else.
 */
export function parseTemplate(format: string): Template {
  const parts = format.split(/(\{\{.*?\}\})/s).map((text, i) => (i % 2 === 1 ? parseAction(text) : literal(text)));
  return (fields) => parts.map((part) => part(fields)).join('');
}

function literal(text: string): Template {
  if (text.includes('{{')) throw unsupported(text);
  return () => text;
}

const PATH = /^(?:\.|(?:\.\w+)+)$/;

function parseAction(action: string): Template {
  const words = action.slice(2, -2).match(/"(?:[^"\\]|\\.)*"|`[^`]*`|[^\s"`]+/g) ?? [];
  const [verb = '', path = '', ...keys] = PATH.test(words[0] ?? '') ? ['print', ...words] : words;
  if (!PATH.test(path)) throw unsupported(action);
  if (verb === 'print' && keys.length === 0) return (fields) => textOf(fieldOf(fields, path));
  if (verb === 'json' && keys.length === 0) return (fields) => JSON.stringify(fieldOf(fields, path));
  if (verb !== 'index' || keys.length === 0) throw unsupported(action);
  const wanted = keys.map((key) => keyOf(key, action));
  return (fields) => textOf(wanted.reduce(itemOf, fieldOf(fields, path)));
}

function keyOf(word: string, action: string): string | number {
  if (/^\d+$/.test(word)) return Number(word);
  if (word.startsWith('`')) return word.slice(1, -1);
  try {
    return JSON.parse(word) as string;
  } catch {
    throw unsupported(action);
  }
}

function fieldOf(fields: Value, path: string): Value {
  let value = fields;
  for (const name of path.split('.').filter((part) => part !== '')) {
    const inner = has(value, name) ? value[name] : undefined;
    if (inner === undefined) throw unknownField(path, value);
    value = inner;
  }
  return value;
}

/** A name that is not there is empty text, as in Go; an element that is not there an error. */
function itemOf(value: Value, key: string | number): Value {
  if (!Array.isArray(value)) return (has(value, String(key)) ? value[key] : undefined) ?? '';
  const item = (value as readonly Value[])[Number(key)];
  if (item !== undefined) return item;
  throw new UsageError(`--format: there is no element ${key}`, `there are ${value.length}, and the first is 0`);
}

function has(value: Value, name: string): value is { readonly [name: string]: Value } {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name);
}

/** As Go prints it. */
function textOf(value: Value): string {
  if (value === null) return '<nil>';
  if (typeof value !== 'object') return String(value);
  if (Array.isArray(value)) return `[${(value as readonly Value[]).map(textOf).join(' ')}]`;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `map[${entries.map(([name, of]) => `${name}:${textOf(of)}`).join(' ')}]`;
}

const EVERYTHING = '--json prints everything, for jq';

function unsupported(text: string): UsageError {
  const what = JSON.stringify(text.length > 60 ? `${text.slice(0, 59)}…` : text);
  const known = 'it takes {{.Field}}, {{json .Field}} and {{index .Field KEY}}';
  return new UsageError(`--format cannot take ${what}`, `${known}; ${EVERYTHING}`);
}

function unknownField(path: string, value: Value): UsageError {
  const names = typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.keys(value) : [];
  const known = names.length === 0 ? '' : `known here are ${names.join(', ')}; `;
  return new UsageError(`--format: there is no ${path}`, `${known}${EVERYTHING}`);
}
