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
    summary: `${list.files} files, ${formatSize(list.bytes)}; ${by}\n`,
  };
}

/** `a/x.log is ignored: .dockerignore:3: *.log`, and what of the path the rule matched. */
export function renderVerdict({ path, ignored, rule, matched, ignoreFile }: ContextVerdict): string {
  const state = ignored ? 'is ignored' : 'is in the context';
  if (!rule || ignoreFile === undefined) {
    const reason = ignoreFile === undefined ? 'there is no ignore file' : `no rule of ${visible(ignoreFile)} matches`;
    return `${visible(path)} ${state}: ${reason}\n`;
  }
  const place = `${visible(ignoreFile)}:${rule.line + 1}: ${visible(rule.text)}`;
  const through = matched === undefined || matched === path ? '' : `, which matches ${visible(matched)}`;
  return `${visible(path)} ${state}: ${place}${through}\n`;
}
