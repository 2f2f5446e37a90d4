/** Environment variables, e.g. `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The mirrors that an environment names: `STRAKE_REGISTRY_MIRROR`, base URLs of docker.io's mirrors separated by commas.
 * They are checked when they are used.
 */
export function mirrorsFromEnv(env: Environment): Readonly<Record<string, readonly string[]>> {
  const urls = (env['STRAKE_REGISTRY_MIRROR'] ?? '').split(',').map((url) => url.trim());
  const given = urls.filter((url) => url !== '');
  return given.length > 0 ? { 'docker.io': given } : {};
}
