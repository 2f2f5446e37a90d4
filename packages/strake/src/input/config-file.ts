import { readFile } from 'node:fs';
import { promisify } from 'node:util';
import { jsonPlace, suggest } from '@strake/core';
import { systemReason } from '@strake/oci/node';
import { BuildError } from '../error.ts';
import { type Check, checkOptions, flag, listOf, object, recordOf, text } from './option-check.ts';

/** What the user's `strake/config.json` says. */
export interface ConfigFile {
  readonly registries?: Readonly<Record<string, RegistryConfig>>;
}

export interface RegistryConfig {
  /** Base URLs, the first one asked first. */
  readonly mirrors?: readonly string[];
  readonly insecure?: boolean;
}

/**
 * Reads a config file; one that is missing says nothing. Throws `OPTION_INVALID` for one that cannot be read, is no JSON, or where a
 * value is of another kind. What means nothing, or is not for this user to read, goes to `warn`.
 */
export async function readConfigFile(path: string, warn: (message: string) => void): Promise<ConfigFile> {
  const text = await readText(path, warn);
  if (text === undefined) return {};
  const file = parse(text, path);
  checkOptions(path, { registries: recordOf(registry) }, known(file, ['registries']));
  for (const message of withoutMeaning(file)) warn(`${path}: ${message}`);
  return file;
}

async function readText(path: string, warn: (message: string) => void): Promise<string | undefined> {
  try {
    // Not of fs/promises, which brings readline along: every build asks for it.
    return await promisify(readFile)(path, 'utf8');
  } catch (cause) {
    const { code = '' } = cause as NodeJS.ErrnoException;
    if (['ENOENT', 'ENOTDIR'].includes(code)) return undefined;
    // Who became another user may still have the first one's HOME.
    if (code === 'EACCES') return void warn(`${path} cannot be read, and says nothing: ${systemReason(cause)}`);
    throw new BuildError('OPTION_INVALID', `${path} cannot be read: ${systemReason(cause)}`, { cause });
  }
}

function parse(text: string, path: string): ConfigFile {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new BuildError('OPTION_INVALID', `${path} is no JSON${jsonPlace(cause)}`, { cause });
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw new BuildError('OPTION_INVALID', `${path} holds no object`, {
    hint: 'e.g. {"registries": {"docker.io": {"mirrors": ["https://mirror.example"]}}}',
  });
}

const OF_REGISTRY = { mirrors: listOf(text), insecure: flag };

const registry: Check = (value, option) =>
  recordOf(() => undefined)(value, option) ??
  object(OF_REGISTRY)(known(value as RegistryConfig, Object.keys(OF_REGISTRY)), option);

/** Names that a later version may know are no mistake here. */
function known(value: object, names: readonly string[]): object {
  return Object.fromEntries(Object.entries(value).filter(([name]) => names.includes(name)));
}

function withoutMeaning(file: ConfigFile): readonly string[] {
  const registries = Object.entries(file.registries ?? {});
  return [
    ...unknownAmong(Object.keys(file), ['registries'], ''),
    ...registries.flatMap(([host, of]) => [
      ...(host.includes('/') ? [`${JSON.stringify(host)} is no host: write ${JSON.stringify(hostOf(host))}`] : []),
      ...unknownAmong(Object.keys(of), Object.keys(OF_REGISTRY), ` of ${host}`),
    ]),
  ];
}

function hostOf(name: string): string {
  return name.replace(/^\w+:\/\//, '').replace(/\/.*$/s, '');
}

function unknownAmong(keys: readonly string[], names: readonly string[], where: string): readonly string[] {
  return keys
    .filter((key) => !names.includes(key))
    .map((key) => {
      const near = suggest(key, names);
      const hint = near === undefined ? `known are ${names.join(', ')}` : `did you mean ${near}?`;
      return `${JSON.stringify(key)}${where} means nothing: ${hint}`;
    });
}
