import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { userHome } from '../../home.ts';

const NAMES = {
  httpProxy: 'HTTP_PROXY',
  httpsProxy: 'HTTPS_PROXY',
  ftpProxy: 'FTP_PROXY',
  noProxy: 'NO_PROXY',
  allProxy: 'ALL_PROXY',
} as const;

/**
 * The proxies that Docker's client gives to builds and containers: `proxies.default` in its `config.json`, by the names of
 * variables. Whatever is not as expected there counts as absent.
 */
export function dockerProxies(env: NodeJS.ProcessEnv): Readonly<Record<string, string>> {
  const config = readJson(join(env['DOCKER_CONFIG'] || join(userHome(env), '.docker'), 'config.json'));
  const proxies = fieldOf(fieldOf(config, 'proxies'), 'default');
  const known = Object.entries(NAMES).map(([field, name]) => [name, fieldOf(proxies, field)] as const);
  return Object.fromEntries(
    known.filter((entry): entry is [(typeof entry)[0], string] => typeof entry[1] === 'string' && entry[1] !== ''),
  );
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
}

/** What is wrong with the file is said where credentials are asked for. */
function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
