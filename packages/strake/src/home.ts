import { homedir, userInfo } from 'node:os';
import { isAbsolute, join } from 'node:path';

/**
 * Where Strake keeps layers, images and its cache unless told otherwise: `$STRAKE_HOME`, else
 * `$XDG_DATA_HOME/strake`, else `~/.local/share/strake`.
 */
export function defaultHome(env: Readonly<Record<string, string | undefined>> = process.env): string {
  const own = env['STRAKE_HOME'];
  if (own) return own;
  const data = env['XDG_DATA_HOME'];
  if (data && isAbsolute(data)) return join(data, 'strake');
  return join(userHome(env), '.local/share/strake');
}

/** Where what may be lost is kept: `$XDG_CACHE_HOME/strake`, else `~/.cache/strake`. */
export function defaultCacheDir(env: Readonly<Record<string, string | undefined>> = process.env): string {
  const cache = env['XDG_CACHE_HOME'];
  return cache && isAbsolute(cache) ? join(cache, 'strake') : join(userHome(env), '.cache/strake');
}

/** `$HOME`, else what the system has for the user: Node takes an empty variable for a directory. */
export function userHome(env: Readonly<Record<string, string | undefined>>): string {
  return env['HOME'] || homedir() || userInfo().homedir;
}
