import type { CodeAction, CompletionItem, Hover } from 'vscode-languageserver';
import { lineStartAt, type Span, touches } from '../document/places.ts';
import { CompletionKinds } from '../lsp/kinds.ts';
import { createCanvas } from '../services/semantic-tokens/canvas.ts';
import type { Sources } from '../sources/sources.ts';
import { ignoreProblems } from './ignore-problems.ts';
import type { IgnorePattern, IgnoreState } from './ignore-state.ts';

const COMMON: readonly (readonly [pattern: string, doc: string])[] = [
  ['.git', 'The history of the repository'],
  ['**/node_modules', 'Packages that npm installs, at any depth'],
  ['**/.env', 'Environment files, which often hold secrets'],
  ['**/*.log', 'Log files at any depth'],
  ['**/__pycache__', 'Python bytecode'],
  ['**/.DS_Store', 'Files of macOS'],
  ['.venv', 'Python environment'],
  ['dist', 'Build output'],
  ['build', 'Build output'],
  ['target', 'Build output of Cargo and Maven'],
  ['coverage', 'Reports of tests'],
  ['.idea', 'Settings of JetBrains editors'],
  ['.vscode', 'Settings of VS Code'],
  ['Dockerfile*', 'Dockerfiles: the builder reads them all the same'],
  ['.dockerignore', 'This file'],
  ['*', 'All; `!` lines below then say what is in'],
];

/** Paths of the context, and patterns that most projects have. */
export async function completeIgnore(
  { text, uri, places }: IgnoreState,
  offset: number,
  { files }: Sources = {},
  signal: AbortSignal = new AbortController().signal,
): Promise<readonly CompletionItem[]> {
  const line = text.slice(lineStartAt(text, offset), offset);
  if (line.startsWith('#')) return [];
  const typed = line.trimStart().replace(/^!\s*/, '');
  const slash = typed.lastIndexOf('/');
  const directory = typed.slice(0, slash + 1).replace(/^\/|\/$/g, '');
  const canList = files !== undefined && !/[*?[\\]|(?:^|\/)\.\.(?:\/|$)/.test(directory);
  const entries = canList ? await files.list(uri, directory, signal) : [];
  const range = places.rangeOf({ start: offset - (typed.length - slash - 1), end: offset });
  const paths = entries.map(({ name, isDirectory }): CompletionItem => {
    const kind = isDirectory ? CompletionKinds.folder : CompletionKinds.file;
    return { label: name, kind, textEdit: { range, newText: name } };
  });
  if (slash >= 0 && !typed.startsWith('**')) return paths;
  const whole = places.rangeOf({ start: offset - typed.length, end: offset });
  const common = COMMON.map(
    ([label, detail]): CompletionItem => ({
      ...{ label, detail, kind: CompletionKinds.value, filterText: label, sortText: `~${label}` },
      textEdit: { range: whole, newText: label },
    }),
  );
  return [...paths, ...common];
}

/** What a pattern says, in words. */
export function hoverIgnore({ patterns, places }: IgnoreState, offset: number): Hover | undefined {
  const pattern = patterns.find((known) => touches(known, offset));
  if (pattern === undefined) return undefined;
  return { contents: { kind: 'markdown', value: inWords(pattern) }, range: places.rangeOf(pattern) };
}

function inWords({ isException, pattern, written }: IgnorePattern): string {
  const verb = isException ? 'Keeps' : 'Leaves out';
  const parts = [
    `${verb} \`${pattern === '' ? written : pattern}\` and everything below it, seen from the root of the context.`,
  ];
  if (pattern.startsWith('**/')) parts.push('`**/` stands for any number of directories, also none.');
  else if (!pattern.includes('/')) parts.push('Only at the root: what has this name further down stays as it is.');
  if (/(?:^|[^*])\*(?:[^*]|$)/.test(pattern)) parts.push('`*` stands for any characters but `/`.');
  if (isException) parts.push('The last pattern that matches a file decides.');
  if (written.endsWith('/')) parts.push('The slash at the end says nothing: files of this name match too.');
  return parts.join('\n\n');
}

/** The protocol's numbers for comments, exclamation marks, wildcards and paths. */
export function ignoreTokens({ text, patterns, comments }: IgnoreState): readonly number[] {
  const canvas = createCanvas(text);
  for (const comment of comments) canvas.paint(comment, 'comment');
  for (const { start, end, patternStart, isException, written } of patterns) {
    if (isException) canvas.paint({ start, end: start + 1 }, 'keyword');
    canvas.paint({ start: patternStart, end }, 'string');
    for (const { index, 0: sign } of written.matchAll(/\*+|\?|\[[^\]]*\]/g))
      canvas.paint({ start: patternStart + index, end: patternStart + index + sign.length }, 'operator');
  }
  return canvas.encode();
}

/** Repairs of what `ignoreProblems` knows to write better. */
export function ignoreActions(state: IgnoreState, span: Span): readonly CodeAction[] {
  return ignoreProblems(state)
    .filter(({ start, end }) => start <= span.end && span.start <= end)
    .flatMap(({ replacement, start, end }): CodeAction[] => {
      if (replacement === undefined) return [];
      const edit = { range: state.places.rangeOf({ start, end }), newText: replacement };
      const title = `Write ${replacement}`;
      return [{ title, kind: 'quickfix', isPreferred: true, edit: { changes: { [state.uri]: [edit] } } }];
    });
}
