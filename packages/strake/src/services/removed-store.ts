import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type DiskStore, ownMark } from '@strake/oci/node';
import { BuildError } from '../error.ts';

/**
 * Why a build fails whose store somebody has removed meanwhile: whatever has `failed` comes of that. While the store is in
 * use (`useStore`), a mark of this process is in it.
 */
export function removedStore({ directory }: DiskStore, failed: unknown): BuildError | undefined {
  const marks = marksIn(directory);
  if (marks === undefined || marks.some((name) => name.startsWith(`${ownMark()}.`))) return undefined;
  return new BuildError('STORE_REMOVED', `the store ${directory} was removed while the build used it`, {
    hint: 'build again; strake prune makes room, and leaves a store alone that is in use',
    data: { directory, failed: failed instanceof Error ? failed.message : String(failed) },
  });
}

/** Absent: it cannot be told, as where this process may open no more files. */
function marksIn(directory: string): readonly string[] | undefined {
  try {
    return readdirSync(join(directory, 'users'));
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? [] : undefined;
  }
}
