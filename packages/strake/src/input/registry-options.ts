import { isAbsolute, join } from 'node:path';
import { dockerCredentials } from '@strake/registry/node';
import { BuildError } from '../error.ts';
import { userHome } from '../home.ts';
import type { RegistryOptions } from './build-input.ts';
import { readConfigFile } from './config-file.ts';
import { call, checkOptions, thing } from './option-check.ts';

/**
 * How registries are reached, from the environment: `STRAKE_REGISTRY_MIRROR` (base URLs of docker.io's mirrors, separated
 * by commas), `$XDG_CONFIG_HOME/strake/config.json` (`{"registries": {"HOST": {"mirrors": [], "insecure": false}}}`), and
 * the credentials of `docker login`. What the file says that means nothing goes to `warn`.
 */
export async function registryOptions(
  env: NodeJS.ProcessEnv,
  warn: (message: string) => void = () => {},
): Promise<RegistryOptions> {
  checkOptions('registryOptions', { env: thing, warn: call }, { env, warn }, 'env');
  const home = userHome(env);
  const path = configFile(env, home);
  const file = await readConfigFile(path, warn);
  const credentials = dockerCredentials(env['DOCKER_CONFIG'] || join(home, '.docker'), warn);
  const registries = Object.entries(file.registries ?? {});
  const mirrors: Record<string, readonly string[]> = Object.fromEntries(
    registries.map(([host, { mirrors = [] }]) => [host, mirrors.map((url) => checkUrl(url, `the mirror of ${host}`))]),
  );
  const own =
    env['STRAKE_REGISTRY_MIRROR']?.split(',').map((url) => checkUrl(url.trim(), 'STRAKE_REGISTRY_MIRROR')) ?? [];
  return {
    mirrors: { ...mirrors, 'docker.io': [...own, ...(mirrors['docker.io'] ?? [])] },
    insecure: registries.filter(([, { insecure }]) => insecure).map(([host]) => host),
    proxyEnv: env,
    credentials: (host) => credentials.get(host),
  };
}

function configFile(env: NodeJS.ProcessEnv, home: string): string {
  const config = env['XDG_CONFIG_HOME'];
  return join(config && isAbsolute(config) ? config : join(home, '.config'), 'strake/config.json');
}

function checkUrl(url: string, what: string): string {
  if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return url;
  throw new BuildError('OPTION_INVALID', `${what} is ${JSON.stringify(url)}, which is no URL`, {
    hint: 'write e.g. http://127.0.0.1:5000',
  });
}
