import { readdirSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { explainIgnore, ignoreRules } from '@strake/context';
import { readIgnoreFile } from '@strake/context/node';
import type { ContextFile, IgnoreFacts, PlanFacts } from '@strake/lint';

/** What lies in a build context, and what of it is ignored. */
export function contextFacts(directory: string): PlanFacts {
  const ignore = ignoreFacts(directory);
  const files = contextFiles(directory);
  return { ...(ignore === undefined ? {} : { ignore }), ...(files === undefined ? {} : { context: { files } }) };
}

function ignoreFacts(directory: string): IgnoreFacts | undefined {
  const text = readIgnoreFile(directory);
  if (text === undefined) return undefined;
  const rules = ignoreRules(text, '.dockerignore');
  return { name: '.dockerignore', text, excludes: (path) => explainIgnore(rules, path).ignored };
}

/** More files than this are not looked at: rules that need all of them are then silent. */
const LIMIT = 20_000;

function contextFiles(directory: string): readonly ContextFile[] | undefined {
  const files: ContextFile[] = [];
  const pending = [directory];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    for (const entry of readdirSync(next, { withFileTypes: true })) {
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
