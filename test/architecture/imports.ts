import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/** Who may import whom: the table of ARCHITECTURE.md as data. `types` may be imported with `import type` only. */
export interface ImportRule {
  readonly runtime: readonly string[];
  readonly types?: readonly string[];
  /** Dependencies that only the bundle of the CLI imports. */
  readonly bundled?: readonly string[];
  /** Dependencies that declare global types. */
  readonly ambient?: readonly string[];
  /** What the program that loads the package provides. */
  readonly host?: readonly string[];
  /** `node:` modules and packages that need Node are allowed in these entries only; `all` of a Node package. */
  readonly node: 'all' | readonly string[];
}

export const rules: Readonly<Record<string, ImportRule>> = {
  '@strake/core': { runtime: [], node: [] },
  '@strake/parser': { runtime: ['@strake/core', 'chevrotain'], node: [] },
  '@strake/lint': { runtime: ['@strake/core', '@strake/parser', 'unbash', 'yaml'], node: [] },
  '@strake/language-server': {
    runtime: [
      '@strake/core',
      '@strake/parser',
      '@strake/lint',
      '@strake/planner',
      'unbash',
      'vscode-languageserver',
      'vscode-languageserver/node',
      'vscode-languageserver/browser',
      'vscode-languageserver-textdocument',
    ],
    node: ['src/node.ts'],
  },
  '@strake/oci': { runtime: ['@strake/core', '@noble/hashes', 'tar-stream'], node: ['src/node.ts', 'src/testing.ts'] },
  '@strake/planner': {
    runtime: ['@strake/core', '@strake/parser', '@strake/oci/model', '@noble/hashes'],
    types: ['@strake/oci'],
    node: [],
  },
  '@strake/context': {
    runtime: ['@strake/core', '@strake/oci', '@strake/oci/model', 'ignore', 'fast-glob'],
    node: ['src/node.ts', 'src/ahead.ts', 'src/testing.ts'],
  },
  '@strake/registry': {
    runtime: ['@strake/core', '@strake/oci', '@strake/oci/model'],
    node: ['src/node.ts', 'src/testing.ts'],
  },
  '@strake/sandbox': {
    runtime: ['@strake/core', '@strake/oci', '@strake/oci/model', '@strake/oci/node', 'koffi'],
    node: 'all',
  },
  '@strake/executor': {
    runtime: ['@strake/core', '@strake/oci', '@strake/oci/model', '@strake/planner/graph'],
    types: ['@strake/context', '@strake/sandbox/ports'],
    node: ['src/testing.ts'],
  },
  'strake-vscode': {
    runtime: ['@strake/language-server/node', 'strake/language-server', 'vscode-languageclient', 'vscode'],
    host: ['vscode'],
    node: 'all',
  },
  strake: {
    runtime: [
      '@strake/core',
      '@strake/parser',
      '@strake/lint',
      '@strake/language-server/node',
      'diff',
      'fast-glob',
      '@strake/oci',
      '@strake/oci/model',
      '@strake/oci/node',
      '@strake/planner',
      '@strake/planner/graph',
      '@strake/context',
      '@strake/context/ahead',
      '@strake/context/node',
      '@strake/registry',
      '@strake/registry/node',
      '@strake/sandbox',
      '@strake/sandbox/ahead',
      '@strake/executor',
      'fast-string-truncated-width',
      'yaml',
    ],
    bundled: ['koffi'],
    ambient: ['@types/node'],
    node: 'all',
  },
};

export interface ImportSite {
  /** Path relative to the package. */
  readonly file: string;
  readonly specifier: string;
  readonly typeOnly: boolean;
}

const IMPORT =
  /(?:^|\n)\s*(?:import|export)\s+(?:(type)\s+)?(\{[^}]*\}|\*(?: as \w+)?|\w+(?:\s*,\s*\{[^}]*\})?)\s+from\s+'([^'\n]+)'|(?:^|\n)import\s+'([^'\n]+)'|\bimport\('([^'\n]+)'\)/g;

/** Every import of a package's sources. */
export function importsOf(packageDirectory: string): readonly ImportSite[] {
  return sourceFiles(join(packageDirectory, 'src')).flatMap((file) => {
    const text = readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
    return [...text.matchAll(IMPORT)].map((match) => ({
      file: relative(packageDirectory, file),
      specifier: match[3] ?? match[4] ?? match[5] ?? '',
      typeOnly: match[1] !== undefined || onlyTypes(match[2] ?? ''),
    }));
  });
}

/** `{ type A, type B }` imports nothing at run time. */
function onlyTypes(clause: string): boolean {
  const names = /^\{([\s\S]*)\}$/.exec(clause.trim())?.[1];
  return names !== undefined && names.trim() !== '' && names.split(',').every((name) => /^\s*(type\s|$)/.test(name));
}

function sourceFiles(directory: string): readonly string[] {
  return readdirSync(directory, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name));
}

/** The entry files through which `file` is reached: `src/index.ts`, `src/node.ts`, ... with the chain of imports. */
export function chainsTo(imports: readonly ImportSite[], file: string, entries: readonly string[]): readonly string[] {
  const importers = new Map<string, string[]>();
  for (const site of imports) {
    if (!site.specifier.startsWith('.') || site.typeOnly) continue;
    const target = join(site.file, '..', site.specifier);
    importers.set(target, [...(importers.get(target) ?? []), site.file]);
  }
  const found: string[] = [];
  const queue: (readonly string[])[] = [[file]];
  const seen = new Set([file]);
  for (let chain = queue.shift(); chain; chain = queue.shift()) {
    const head = chain[0] ?? '';
    if (entries.includes(head)) found.push(chain.join(' -> '));
    for (const importer of importers.get(head) ?? []) {
      if (seen.has(importer)) continue;
      seen.add(importer);
      queue.push([importer, ...chain]);
    }
  }
  return found;
}

/** Cycles among a package's files, type-only imports aside. */
export function cyclesIn(imports: readonly ImportSite[]): readonly string[] {
  const edges = new Map<string, string[]>();
  for (const site of imports) {
    if (!site.specifier.startsWith('.') || site.typeOnly) continue;
    edges.set(site.file, [...(edges.get(site.file) ?? []), join(site.file, '..', site.specifier)]);
  }
  const cycles: string[] = [];
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): void => {
    if (path.includes(file)) cycles.push([...path.slice(path.indexOf(file)), file].join(' -> '));
    if (done.has(file) || path.includes(file)) return;
    for (const next of edges.get(file) ?? []) visit(next, [...path, file]);
    done.add(file);
  };
  for (const file of edges.keys()) visit(file, []);
  return cycles;
}
