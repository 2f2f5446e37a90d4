import { userInfo } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { defaultCacheDir, defaultHome } from '../src/home.ts';

const OWN = userInfo().homedir;

test.each([
  [{ STRAKE_HOME: '/s', HOME: '/h' }, '/s', '/h/.cache/strake'],
  [{ XDG_DATA_HOME: '/d', XDG_CACHE_HOME: '/c', HOME: '/h' }, '/d/strake', '/c/strake'],
  [{ XDG_DATA_HOME: 'd', XDG_CACHE_HOME: 'c', HOME: '/h' }, '/h/.local/share/strake', '/h/.cache/strake'],
  [{ HOME: '' }, join(OWN, '.local/share/strake'), join(OWN, '.cache/strake')],
])('with %o', (env, home, cache) => {
  const { HOME } = process.env;
  process.env['HOME'] = '';
  try {
    expect([defaultHome(env), defaultCacheDir(env)]).toEqual([home, cache]);
  } finally {
    process.env['HOME'] = HOME;
  }
});
