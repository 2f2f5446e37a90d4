import type { DocumentState } from '../../document/document-state.ts';
import type { KnownValue } from '../../knowledge/values.ts';

const MOST = 50;

/** Users that the file makes or uses. */
export function usersInFile({ parse }: DocumentState): readonly KnownValue[] {
  const found = parse.ast.instructions.flatMap((node) => {
    if (node.kind === 'user') return [node.user.text];
    if (node.kind !== 'run' || !/add/.test(node.text)) return [];
    return [...node.text.matchAll(/\b(?:adduser|useradd)\s([^;&|\n]*)/g)].map((match) => lastName(match[1] ?? ''));
  });
  const names = [...new Set(found.filter((name) => name !== ''))];
  return names.slice(0, MOST).map((value) => ({ value, doc: 'In this file' }));
}

function lastName(argumentsText: string): string {
  return argumentsText.split(/\s+/).findLast((word) => /^[a-z_][\w-]*$/.test(word)) ?? '';
}

/** Absolute directories that the file works in or copies to, those above the cursor first. */
export function pathsInFile({ parse }: DocumentState, before: number): readonly KnownValue[] {
  const nodes = parse.ast.instructions.toSorted((a, b) => Number(a.start > before) - Number(b.start > before));
  const found = nodes.flatMap((node) => {
    if (node.kind === 'workdir') return [node.path.text];
    if (node.kind !== 'copy' && node.kind !== 'add') return [];
    return [node.destination.kind === 'word' ? node.destination.text : node.destination.value];
  });
  const paths = [...new Set(found.filter((path) => path.startsWith('/') && path.length > 1))];
  return paths.slice(0, MOST).map((value) => ({ value, doc: 'In this file' }));
}
