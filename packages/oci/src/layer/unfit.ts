import { OciError } from '../error.ts';
import type { EntryPath } from '../model/index.ts';

/** What is wrong with an entry that is to be written. */
export function unfit(path: EntryPath, why: string): OciError {
  return new OciError('LAYER_INVALID', `entry ${JSON.stringify(path.slice(0, 200))}: ${why}`, { data: { path } });
}
