import type { ExecFileException } from 'node:child_process';
import { readFile } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { jsonPlace } from '@strake/core';
import type { CredentialProvider } from '../auth/credential.ts';
import { type AskHelper, dockerConfigCredentials } from '../auth/docker-config.ts';

/**
 * The credentials that `docker login` keeps: `config.json` in `directory` (`$DOCKER_CONFIG`, `~/.docker`), with its
 * credential helpers. A missing or broken file is no credentials; `warn` hears what is broken. Nothing is read before somebody
 * asks.
 */
export function dockerCredentials(directory: string, warn: (message: string) => void = () => {}): CredentialProvider {
  let credentials: Promise<CredentialProvider> | undefined;
  const said = new Set<string>();
  const warnOnce = (message: string): void => {
    if (!said.has(message)) warn(message);
    said.add(message);
  };
  const load = async (): Promise<CredentialProvider> =>
    dockerConfigCredentials(await readJson(join(directory, 'config.json'), warnOnce), askHelper, warnOnce);
  return { get: async (host) => (await (credentials ??= load())).get(host) };
}

async function readJson(file: string, warn: (message: string) => void): Promise<unknown> {
  try {
    // Not of fs/promises, which brings readline along: nearly every build asks.
    return JSON.parse(await promisify(readFile)(file, 'utf8'));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const problem = error instanceof SyntaxError ? `is no JSON${jsonPlace(error)}` : `cannot be read (${code})`;
    if (code !== 'ENOENT' && code !== 'ENOTDIR') warn(`${file} ${problem}: there are no credentials`);
    return undefined;
  }
}

/** Milliseconds and bytes that a helper may take. */
const LIMITS = { timeout: 10_000, maxBuffer: 1024 * 1024 };

/** Runs a helper from `PATH`, without a shell. */
export const askHelper: AskHelper = (helper, server) => {
  const { execFile } = process.getBuiltinModule('node:child_process');
  return new Promise((resolve, reject) => {
    const child = execFile(`docker-credential-${helper}`, ['get'], LIMITS, (error, output, complaint) => {
      if (!error) resolve(output);
      else if (/credentials not found/i.test(output)) resolve(undefined);
      else reject(new Error(reasonOf(error, complaint || output), { cause: error }));
    });
    child.stdin?.on('error', () => {});
    child.stdin?.end(server);
  });
};

function reasonOf({ code, killed = false }: ExecFileException, said: string): string {
  if (code === 'ENOENT') return 'there is no such program in PATH';
  if (killed) return 'it gave no answer for 10 s';
  const [line = ''] = said.trim().split('\n');
  return line === '' ? `it ended with exit code ${code}` : line.slice(0, 200);
}
