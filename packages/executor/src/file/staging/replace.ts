import { FileOpError } from '../error.ts';
import type { Inode } from './inode.ts';
import type { Place } from './place.ts';
import type { StagingTree } from './staging-tree.ts';

/** Puts something that is no directory at a place, instead of what is there. Throws `IS_A_DIRECTORY`. */
export function replaceWith(staging: StagingTree, place: Place, inode: Inode): void {
  if (staging.type(place) === 'directory') {
    throw new FileOpError('IS_A_DIRECTORY', `cannot replace to directory /${place.path} with file`, {
      hint: `/${place.path} is a directory already: choose another destination, or remove it in a step before`,
      data: { path: `/${place.path}` },
    });
  }
  staging.put(place, inode);
}
