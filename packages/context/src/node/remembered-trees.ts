/** Kind of the records that hold digests, of files and of trees. */
export const RECORD_KIND = 'context-digests';

/** Loads what hashes only here: who starts a build's threads early starts a process first. */
export function filesKey(root: string): string {
  return process.getBuiltinModule('node:crypto').createHash('sha256').update(root).digest('hex');
}

export function newsKey(root: string): string {
  return `${filesKey(root)}.news`;
}

export function treesKey(root: string): string {
  return `${filesKey(root)}.trees`;
}

/** The record of a directory that many files were once selected of; `root` is absolute, without links. */
export function rememberedTrees(root: string): { readonly kind: string; readonly key: string } {
  return { kind: RECORD_KIND, key: treesKey(root) };
}
