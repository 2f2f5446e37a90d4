import { parse as parseYaml, YAMLParseError } from 'yaml';
import { ruleNameOf, ruleNames } from './config.ts';
import { fromHadolint } from './hadolint-settings.ts';
import { settingsSchema } from './schema.ts';
import type { LintSettings } from './settings.ts';
import { unknownRule, unknownSetting } from './unknown-name.ts';

/** Settings of a file, and what is wrong with it. */
export interface ReadSettings {
  readonly settings: LintSettings;
  readonly problems: readonly string[];
  /** It holds no settings at all: it is no YAML, no mapping, or too long. */
  readonly unreadable?: true;
}

const LIMIT = 1_000_000;

/** Reads a configuration file in YAML or JSON; hadolint's own if `dialect` says so. Never throws. */
export function readSettings(text: string, dialect: 'strake' | 'hadolint' = 'strake'): ReadSettings {
  if (text.length > LIMIT) return unreadable(`longer than ${LIMIT} characters`);
  let value: unknown;
  try {
    value = parseYaml(text, { maxAliasCount: 0 }) as unknown;
  } catch (error) {
    return unreadable(error instanceof YAMLParseError || error instanceof Error ? error.message : String(error));
  }
  if (value === null || value === undefined) return { settings: {}, problems: [] };
  if (!isRecord(value)) return unreadable('not a mapping of names to values');
  return dialect === 'hadolint' ? fromHadolint(value) : fromStrake(value);
}

function unreadable(problem: string): ReadSettings {
  return { settings: {}, problems: [problem], unreadable: true };
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function fromStrake(value: Readonly<Record<string, unknown>>): ReadSettings {
  const problems: string[] = [];
  const kept: Record<string, unknown> = {};
  const properties = settingsSchema['properties'] as Readonly<Record<string, Schema>>;
  for (const [key, given] of Object.entries(value)) {
    const schema = Object.hasOwn(properties, key) ? properties[key] : undefined;
    if (schema === undefined) problems.push(unknownSetting(key, Object.keys(properties)));
    else if (!matches(given, schema)) problems.push(`${key} must be ${describe(schema)}`);
    else if (key !== '$schema') kept[key] = given;
  }
  for (const name of Object.keys((kept['rules'] as object | undefined) ?? {}))
    if (ruleNameOf(name) === undefined && !/^SC\d+$/.test(name)) problems.push(unknownRule(name, ruleNames()));
  return { settings: kept, problems };
}

/** The part of JSON schema that the settings need. */
interface Schema {
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly additionalProperties?: Schema;
  readonly minimum?: number;
}

function matches(value: unknown, schema: Schema): boolean {
  if (schema.anyOf !== undefined) return schema.anyOf.some((one) => matches(value, one));
  if (schema.enum !== undefined) return typeof value === 'string' && schema.enum.includes(value);
  switch (schema.type) {
    case 'array':
      return Array.isArray(value) && value.every((item) => schema.items === undefined || matches(item, schema.items));
    case 'object': {
      const inner = schema.additionalProperties;
      return isRecord(value) && Object.values(value).every((item) => inner === undefined || matches(item, inner));
    }
    case 'integer':
      return Number.isInteger(value) && (value as number) >= (schema.minimum ?? -Infinity);
    default:
      return typeof value === schema.type;
  }
}

function describe(schema: Schema): string {
  if (schema.anyOf !== undefined) return schema.anyOf.map(describe).join(' or ');
  if (schema.enum !== undefined) return `one of ${schema.enum.join(', ')}`;
  if (schema.type === 'array') return `a list of ${schema.items === undefined ? 'values' : describe(schema.items)}`;
  if (schema.type === 'object' && schema.additionalProperties !== undefined)
    return `a mapping to ${describe(schema.additionalProperties)}`;
  return `a ${schema.type ?? 'value'}`;
}
