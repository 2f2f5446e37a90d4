import { type Dirent, readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { explainIgnore, type IgnoreDirectory, ignoreDirectory, type IgnoreRule, ignoreRules } from '@strake/context';
import { readIgnoreFile } from '@strake/context/node';
import type { ContextFacts, ContextFile, PlanFacts } from '@strake/lint';
import { systemReason } from '@strake/oci/node';
import { BuildError } from '../../error.ts';

/** The text of an ignore file, and where it is. */
export interface IgnoreText {
  readonly path: string;
  readonly text: string;
}

/**
 * What lies in a build context, and what of it is ignored: by the given file, else by its `.dockerignore`. Directories
 * that are ignored as wholes are not entered. Throws `CONTEXT_INVALID` when the context cannot be read, and
 * `BAD_IGNORE_FILE`.
 */
export function contextFacts(directory: string, ignoreFile?: IgnoreText): PlanFacts {
  const text = ignoreFile?.text ?? readIgnoreFile(directory);
  const name = basename(ignoreFile?.path ?? '.dockerignore');
  const rules = text === undefined ? [] : ignoreRules(text, name);
  const { context, verdicts, unmatched } = listContext(directory, rules);
  if (text === undefined) return { context };
  const excludes = (path: string): boolean => verdicts.get(path) ?? explainIgnore(rules, path).ignored;
  return { context, ignore: { name, text, excludes, ...(unmatched === undefined ? {} : { unmatched }) } };
}

/** More entries than this are not looked at: rules that need all of them are then silent. */
const LIMIT = 50_000;

interface Listed {
  readonly context: ContextFacts;
  /** Whether each listed path is ignored. */
  readonly verdicts: ReadonlyMap<string, boolean>;
  /** Patterns that match nothing; missing when there is too much to know. */
  readonly unmatched?: readonly string[];
}

interface Pending {
  /** Relative to the context; empty for the context itself. */
  readonly path: string;
  readonly ignore: IgnoreDirectory;
  /** The patterns that have matched nothing so far, each by itself, as they stand inside the directory. */
  readonly open: ReadonlyMap<IgnoreRule, IgnoreDirectory>;
}

function listContext(root: string, rules: readonly IgnoreRule[]): Listed {
  const files: ContextFile[] = [];
  const unlisted: string[] = [];
  const verdicts = new Map<string, boolean>();
  const matched = new Set<IgnoreRule>();
  const alone = new Map(rules.map((rule) => [rule, ignoreDirectory([{ ...rule, negated: false }])]));
  const pending: Pending[] = [{ path: '', ignore: ignoreDirectory(rules), open: alone }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    for (const entry of listed(join(root, next.path), next.path === '')) {
      if (files.length >= LIMIT) return { context: { files, unlisted, isPartial: true }, verdicts };
      const path = next.path === '' ? entry.name : `${next.path}/${entry.name}`;
      const file = contextFile(root, path, entry);
      files.push(file);
      verdicts.set(path, next.ignore.ignores(entry.name));
      for (const [rule, directory] of next.open) if (directory.ignores(entry.name)) matched.add(rule);
      if (file.type !== 'directory') continue;
      const ignore = next.ignore.enter(entry.name);
      if (ignore.keepsSome) pending.push({ path, ignore, open: entered(next.open, entry.name, matched) });
      else unlisted.push(path);
    }
  }
  const unmatched = rules.filter((rule) => !matched.has(rule) && !mayMatchWithin(rule, unlisted));
  return { context: { files, unlisted }, verdicts, unmatched: unmatched.map(({ text }) => text) };
}

function entered(
  open: ReadonlyMap<IgnoreRule, IgnoreDirectory>,
  name: string,
  matched: ReadonlySet<IgnoreRule>,
): ReadonlyMap<IgnoreRule, IgnoreDirectory> {
  const inside = new Map<IgnoreRule, IgnoreDirectory>();
  for (const [rule, directory] of open) if (!matched.has(rule)) inside.set(rule, directory.enter(name));
  return inside;
}

/** Whether a pattern may match something in directories that were not entered. */
function mayMatchWithin({ pattern }: IgnoreRule, unlisted: readonly string[]): boolean {
  if (/[*?[\\]/.test(pattern)) return unlisted.length > 0;
  return unlisted.some((directory) => pattern.startsWith(`${directory}/`));
}

function contextFile(root: string, path: string, entry: Dirent): ContextFile {
  if (entry.isDirectory()) return { path, type: 'directory', size: 0 };
  if (entry.isSymbolicLink()) return { path, type: 'symlink', size: 0 };
  return { path, type: 'file', size: statSync(join(root, path), { throwIfNoEntry: false })?.size ?? 0 };
}

/** What cannot be read below the context is left out; the context itself must be readable. */
function listed(directory: string, isContext: boolean): readonly Dirent[] {
  try {
    return readdirSync(directory, { withFileTypes: true });
  } catch (cause) {
    if (!isContext) return [];
    throw new BuildError('CONTEXT_INVALID', `cannot read the context ${directory}: ${systemReason(cause)}`, {
      cause,
      hint: 'name a directory that is there',
    });
  }
}
