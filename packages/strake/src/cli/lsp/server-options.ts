import { contextFiles, type ImageSource, projectConfig, type ServerOptions } from '@strake/language-server/node';
import { defaultHome } from '../../home.ts';
import { registryOptions } from '../../input/registry-options.ts';
import { registryImages } from '../../services/registry-images.ts';
import { storedBaseImages } from './base-images.ts';
import { lastBuilds } from './build-source.ts';
import { createChecks } from './checks.ts';
import { shellcheckSource } from './script-source.ts';

export interface ServerInput {
  readonly env: NodeJS.ProcessEnv;
  /** Whether to look into the build contexts of open files; false unless given. */
  readonly contexts?: boolean;
  /** Whether to ask registries about the images of open files; false unless given. */
  readonly registry?: boolean;
  /** Whether to run ShellCheck where it is installed; true unless given. */
  readonly shellcheck?: boolean;
}

/** All that this machine can tell a language server of open files: rules, builds, images, scripts, the files around. */
export function serverOptions({
  env,
  contexts = false,
  registry = false,
  shellcheck = true,
}: ServerInput): ServerOptions {
  let folders: readonly string[] = [];
  const home = defaultHome(env);
  const builds = lastBuilds(home);
  const scripts = shellcheck ? shellcheckSource(env) : undefined;
  return {
    sources: {
      files: contextFiles(() => folders),
      builds,
      ...(scripts === undefined ? {} : { scripts }),
      ...(registry ? { images: imagesOf(env) } : {}),
    },
    onFolders: (uris) => (folders = uris),
    warmUp: true,
    checks: createChecks({ configOf: projectConfig(), builds, images: storedBaseImages(home), contexts }),
  };
}

/** How registries are reached is found out when one is asked. */
function imagesOf(env: NodeJS.ProcessEnv): ImageSource {
  let source: Promise<ImageSource> | undefined;
  const get = (): Promise<ImageSource> => (source ??= registryOptions(env).then(registryImages));
  return {
    tags: async (repository, signal) => await (await get()).tags(repository, signal),
    describe: async (reference, platform, signal) => await (await get()).describe(reference, platform, signal),
  };
}
