import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Credential, CredentialProvider } from '../auth/authorize.ts';

interface DockerConfig {
  readonly auths?: Readonly<
    Record<string, { readonly auth?: string; readonly username?: string; readonly password?: string }>
  >;
  readonly credsStore?: string;
  readonly credHelpers?: Readonly<Record<string, string>>;
}

/** Names under which docker.io's credentials are kept. */
const DOCKER_HUB = ['https://index.docker.io/v1/', 'index.docker.io', 'docker.io', 'registry-1.docker.io'];

/**
 * The credentials that `docker login` keeps: `config.json` in `directory` (`$DOCKER_CONFIG`, `~/.docker`), with its
 * credential helpers. A missing file is no credentials.
 */
export function dockerCredentials(directory: string): CredentialProvider {
  let config: Promise<DockerConfig> | undefined;
  return {
    async get(host) {
      config ??= readConfig(join(directory, 'config.json'));
      const { auths = {}, credHelpers = {}, credsStore } = await config;
      const names = host === 'docker.io' ? DOCKER_HUB : [host, `https://${host}`];
      for (const name of names) {
        const helper = Object.hasOwn(credHelpers, name) ? credHelpers[name] : undefined;
        const entry = Object.hasOwn(auths, name) ? auths[name] : undefined;
        const found = (helper && (await askHelper(helper, name))) || (entry && inline(entry));
        if (found) return found;
      }
      return credsStore === undefined ? undefined : askHelper(credsStore, names[0] ?? host);
    },
  };
}

async function readConfig(file: string): Promise<DockerConfig> {
  try {
    const value: unknown = JSON.parse(await readFile(file, 'utf8'));
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}

function inline(entry: {
  readonly auth?: string;
  readonly username?: string;
  readonly password?: string;
}): Credential | undefined {
  const { username, password } = entry;
  if (username && password) return { username, password };
  const text = Buffer.from(entry.auth ?? '', 'base64')
    .toString('utf8')
    .replaceAll('\0', '');
  const at = text.indexOf(':');
  return at > 0 ? { username: text.slice(0, at), password: text.slice(at + 1) } : undefined;
}

/** The protocol of docker-credential-helpers: the server on standard input, JSON on standard output. */
function askHelper(name: string, server: string): Promise<Credential | undefined> {
  if (!/^[A-Za-z0-9_.-]+$/.test(name)) return Promise.resolve(undefined);
  return new Promise((resolve) => {
    const limits = { timeout: 10_000, maxBuffer: 1 << 20 };
    const child = execFile(`docker-credential-${name}`, ['get'], limits, (error, stdout) =>
      resolve(error ? undefined : helperAnswer(stdout)),
    );
    child.stdin?.on('error', () => {});
    child.stdin?.end(server);
  });
}

function helperAnswer(text: string): Credential | undefined {
  try {
    const { Username, Secret } = JSON.parse(text) as { Username?: unknown; Secret?: unknown };
    if (typeof Username === 'string' && typeof Secret === 'string') return { username: Username, password: Secret };
  } catch {
    // Not JSON: the helper has nothing for us.
  }
  return undefined;
}
