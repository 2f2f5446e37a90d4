import { type Dirent, readdirSync, statSync } from 'node:fs';
import { basename, join, relative, sep } from 'node:path';
import { explainIgnore, ignoreRules } from '@strake/context';
import { readIgnoreFile } from '@strake/context/node';
import type { ContextFile, IgnoreFacts, PlanFacts } from '@strake/lint';
import { BuildError } from '../../error.ts';

/** What lies in a build context, and what of it is ignored: by the given file, else by its `.dockerignore`. */
export function contextFacts(directory: string, ignoreFile?: IgnoreText): PlanFacts {
  const ignore = ignoreFacts(directory, ignoreFile);
  const files = contextFiles(directory);
  return { ...(ignore === undefined ? {} : { ignore }), ...(files === undefined ? {} : { context: { files } }) };
}

/** The text of an ignore file, and where it is. */
export interface IgnoreText {
  readonly path: string;
  readonly text: string;
}

function ignoreFacts(directory: string, given: IgnoreText | undefined): IgnoreFacts | undefined {
  const text = given?.text ?? readIgnoreFile(directory);
  if (text === undefined) return undefined;
  const name = basename(given?.path ?? '.dockerignore');
  const rules = ignoreRules(text, name);
  return { name, text, excludes: (path) => explainIgnore(rules, path).ignored };
}

/** More files than this are not looked at: rules that need all of them are then silent. */
const LIMIT = 20_000;

function contextFiles(directory: string): readonly ContextFile[] | undefined {
  const files: ContextFile[] = [];
  const pending = [directory];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    for (const entry of listed(next, directory)) {
      const path = join(next, entry.name);
      if (files.length >= LIMIT) return undefined;
      const type = entry.isDirectory() ? 'directory' : entry.isSymbolicLink() ? 'symlink' : 'file';
      const size = type === 'file' ? (statSync(path, { throwIfNoEntry: false })?.size ?? 0) : 0;
      files.push({ path: relative(directory, path).split(sep).join('/'), type, size });
      if (type === 'directory') pending.push(path);
    }
  }
  return files;
}

/** What cannot be read below the context is left out; the context itself must be readable. */
function listed(directory: string, context: string): readonly Dirent[] {
  try {
    return readdirSync(directory, { withFileTypes: true });
  } catch (cause) {
    if (directory !== context) return [];
    throw new BuildError('CONTEXT_INVALID', `cannot read the context ${context}: ${(cause as Error).message}`, {
      cause,
      hint: 'name a directory that is there',
    });
  }
}
