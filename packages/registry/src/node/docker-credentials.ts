import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CredentialProvider } from '../auth/credential.ts';
import { type AskHelper, dockerConfigCredentials } from '../auth/docker-config.ts';

/**
 * The credentials that `docker login` keeps: `config.json` in `directory` (`$DOCKER_CONFIG`, `~/.docker`), with its
 * credential helpers. A missing or broken file is no credentials. Nothing is read before somebody asks.
 */
export function dockerCredentials(directory: string): CredentialProvider {
  let credentials: Promise<CredentialProvider> | undefined;
  const load = async (): Promise<CredentialProvider> =>
    dockerConfigCredentials(await readJson(join(directory, 'config.json')), askHelper);
  return { get: async (host) => (await (credentials ??= load())).get(host) };
}

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/** Milliseconds and bytes that a helper may take. */
const LIMITS = { timeout: 10_000, maxBuffer: 1024 * 1024 };

/** Runs a helper from `PATH`, without a shell. */
export const askHelper: AskHelper = async (helper, server) => {
  const { execFile } = await import('node:child_process');
  return new Promise((resolve) => {
    const child = execFile(`docker-credential-${helper}`, ['get'], LIMITS, (error, output) =>
      resolve(error ? undefined : output),
    );
    child.stdin?.on('error', () => {});
    child.stdin?.end(server);
  });
};
