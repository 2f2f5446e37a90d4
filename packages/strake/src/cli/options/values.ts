import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { isHostAddress } from '../../input/host-address.ts';
import { UsageError } from '../usage-error.ts';

/** `K=V`. */
export function parseKeyValue(flag: string, text: string): [string, string] {
  const at = text.indexOf('=');
  if (at < 1) throw new UsageError(`${flag} ${JSON.stringify(text)} is not NAME=VALUE`, `e.g. ${flag} NODE_ENV=test`);
  return [text.slice(0, at), text.slice(at + 1)];
}

/** A record of `key=value` separated by commas; a value with a comma stands in double quotes, as in CSV. */
export function parseRecord(flag: string, text: string): ReadonlyMap<string, string> {
  const record = new Map<string, string>();
  for (const [, quoted, plain] of text.matchAll(/"((?:[^"]|"")*)"(?:,|$)|([^,]*)(?:,|$)/g)) {
    const field = quoted?.replaceAll('""', '"') ?? plain ?? '';
    if (field === '') continue;
    const at = field.indexOf('=');
    const [key, value] = at < 0 ? [field, ''] : [field.slice(0, at), field.slice(at + 1)];
    if (record.has(key)) throw new UsageError(`${flag} ${JSON.stringify(text)} has ${key} twice`);
    record.set(key.trim().toLowerCase(), value);
  }
  return record;
}

/** `id=ID,src=FILE` or `id=ID,env=NAME`; the value is read when a step wants it. */
export function parseSecret(text: string, cwd: string, env: NodeJS.ProcessEnv): [string, () => Promise<Uint8Array>] {
  const record = parseRecord('--secret', text);
  for (const key of record.keys()) if (!SECRET_KEYS.includes(key)) throw unknownSecretKey(key);
  const id = record.get('id');
  if (!id) throw new UsageError(`--secret ${JSON.stringify(text)} has no id`, 'write --secret id=NAME,src=FILE');
  const file = record.get('src') ?? record.get('source');
  const typed = record.get('type') === 'env' ? (file ?? id) : undefined;
  const variable = record.get('env') ?? typed ?? (file === undefined && env[id] !== undefined ? id : undefined);
  if (variable !== undefined) return [id, () => Promise.resolve(new TextEncoder().encode(env[variable] ?? ''))];
  const path = resolve(cwd, file ?? id);
  if (!existsSync(path))
    throw new UsageError(
      `--secret ${id}: there is no file ${path}`,
      'write --secret id=NAME,src=FILE or id=NAME,env=VARIABLE',
    );
  return [id, () => readFile(path)];
}

const SECRET_KEYS: readonly string[] = ['id', 'src', 'source', 'env', 'type'];

function unknownSecretKey(key: string): UsageError {
  return new UsageError(
    `--secret does not know ${JSON.stringify(key)}`,
    'write --secret id=NAME,src=FILE or id=NAME,env=VARIABLE',
  );
}

/** `default`, `ID` or `ID=SOCKET`; without a socket it is the agent of the environment. */
export function parseSsh(text: string, env: NodeJS.ProcessEnv): [string, string] {
  const at = text.indexOf('=');
  const socket = at < 0 ? env['SSH_AUTH_SOCK'] : text.slice(at + 1);
  if (!socket)
    throw new UsageError(
      `--ssh ${text} needs an agent, and SSH_AUTH_SOCK is not set`,
      'start one: eval "$(ssh-agent)" && ssh-add',
    );
  return [at < 0 ? text : text.slice(0, at), socket];
}

/** `HOST:IP` or `HOST=IP`; IPv6 addresses may stand in brackets. */
export function parseHost(text: string): { readonly host: string; readonly ip: string } {
  const match = /^([^:=]+)[:=]\[?([^\]]+)\]?$/.exec(text);
  if (!match?.[1] || !match[2] || !isHostAddress(match[2]))
    throw new UsageError(`--add-host ${JSON.stringify(text)} is not HOST:IP`, 'e.g. --add-host db:10.0.0.2');
  return { host: match[1], ip: match[2] };
}

const UNITS: Readonly<Record<string, number>> = { '': 1, b: 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3, t: 1024 ** 4 };

/** `128m`, `1g`, `65536`: bytes, with Docker's units. */
export function parseSize(flag: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const match = /^(\d+(?:\.\d+)?)\s*([bkmgt]?)(?:i?b)?$/i.exec(text);
  const unit = UNITS[match?.[2]?.toLowerCase() ?? ''];
  if (!match?.[1] || unit === undefined)
    throw new UsageError(`${flag} ${JSON.stringify(text)} is no size`, 'write e.g. 64m or 1g');
  return Math.floor(Number(match[1]) * unit);
}

/** `nofile=1024:2048`, `nproc=100`; -1 is unlimited. */
export function parseUlimit(text: string): { readonly name: string; readonly soft: number; readonly hard: number } {
  const match = /^([a-z]+)=(-?\d+)(?::(-?\d+))?$/.exec(text);
  if (!match?.[1] || !match[2])
    throw new UsageError(`--ulimit ${JSON.stringify(text)} is not NAME=SOFT[:HARD]`, 'e.g. --ulimit nofile=1024:2048');
  return { name: match[1], soft: Number(match[2]), hard: Number(match[3] ?? match[2]) };
}

/** A whole number from 0 to `max`. */
export function parseCount(flag: string, text: string | undefined, max: number): number | undefined {
  if (text === undefined) return undefined;
  const count = /^\d{1,9}$/.test(text) ? Number(text) : Infinity;
  if (count > max) throw new UsageError(`${flag} ${JSON.stringify(text)} is no number from 0 to ${max}`);
  return count;
}
