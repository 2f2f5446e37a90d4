import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type LintConfig, readSettings, resolveConfig, SETTINGS_FILES } from '@strake/lint';
import { filePathOf } from './node-path.ts';

// Settings are a page of text; more is something else.
const LARGEST = 1_000_000;

/** Finds the linter's configuration for a file: beside it or above, up to the root of its repository. */
export type FindConfig = (uri: string) => LintConfig | undefined;

/** Configuration files as `strake lint` reads them, read again when they change. One that cannot be read counts as none. */
export function projectConfig(): FindConfig {
  const known = new Map<string, { readonly modified: number; readonly config: LintConfig | undefined }>();
  return (uri) => {
    const path = filePathOf(uri);
    const file = path === undefined ? undefined : configFileOf(dirname(path));
    const stat = file === undefined ? undefined : statSync(file, { throwIfNoEntry: false });
    if (file === undefined || stat === undefined || stat.size > LARGEST) return undefined;
    const last = known.get(file);
    if (last?.modified === stat.mtimeMs) return last.config;
    const config = read(file);
    known.set(file, { modified: stat.mtimeMs, config });
    return config;
  };
}

function configFileOf(start: string): string | undefined {
  for (let directory = start; ; directory = dirname(directory)) {
    const found = SETTINGS_FILES.map((name) => join(directory, name)).find((path) => existsSync(path));
    if (found !== undefined || dirname(directory) === directory || existsSync(join(directory, '.git'))) return found;
  }
}

function read(file: string): LintConfig | undefined {
  try {
    const dialect = basename(file).includes('hadolint') ? 'hadolint' : 'strake';
    return resolveConfig(readSettings(readFileSync(file, 'utf8'), dialect).settings);
  } catch {
    return undefined;
  }
}
