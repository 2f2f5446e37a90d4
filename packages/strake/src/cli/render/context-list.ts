import { counted } from '@strake/core';
import type { ContextList, ContextVerdict } from '../../context/list-context.ts';
import { formatSize } from './size.ts';
import { visible } from './visible.ts';

/** One line for each entry, directories with a slash; and what it comes to. */
export function renderContext(list: ContextList, sizes: boolean): { readonly lines: string; readonly summary: string } {
  const entries = sizes ? list.entries.toSorted((a, b) => b.size - a.size || (a.path < b.path ? -1 : 1)) : list.entries;
  const lines = entries.map(({ path, type, size }) => {
    const name = visible(type === 'directory' ? `${path}/` : path).replaceAll('\n', '\\n');
    return sizes ? `${formatSize(size).padStart(9)}  ${name}\n` : `${name}\n`;
  });
  const by = list.ignoreFile === undefined ? 'nothing is ignored' : `ignored by ${visible(list.ignoreFile)}`;
  return {
    lines: lines.join(''),
    summary: `${counted(list.files, 'file')}, ${formatSize(list.bytes)}; ${by}\n`,
  };
}

/** `a/x.log is ignored: .dockerignore:3: *.log`, and what of the path the rule matched. */
export function renderVerdict(verdict: ContextVerdict): string {
  const { path, exists, ignored } = verdict;
  const state = exists
    ? ignored
      ? 'is ignored'
      : 'is in the context'
    : `is not there; a file of that name would be ${ignored ? 'ignored' : 'in the context'}`;
  return `${visible(path)} ${state}: ${reasonOf(verdict)}\n`;
}

function reasonOf({ path, rule, matched, ignoreFile }: ContextVerdict): string {
  if (ignoreFile === undefined) return 'there is no ignore file';
  if (!rule) return `no rule of ${visible(ignoreFile)} matches`;
  const through = matched === undefined || matched === path ? '' : `, which matches ${visible(matched)}`;
  return `${visible(ignoreFile)}:${rule.line + 1}: ${visible(rule.text)}${through}`;
}

/** As data; the line counts from 1, as all do that people read. */
export function verdictReport({ rule, ...verdict }: ContextVerdict): unknown {
  return rule ? { ...verdict, rule: { line: rule.line + 1, text: rule.text } } : verdict;
}
