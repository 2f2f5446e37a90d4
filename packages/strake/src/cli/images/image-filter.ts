import { matchPath } from '@strake/oci';
import type { ImageSummary } from '../../images/describe.ts';
import { familiarName } from '../../images/familiar-name.ts';
import { UsageError } from '../usage-error.ts';

const KNOWN = ['dangling=true', 'dangling=false', 'reference=PATTERN'];

/**
 * Whether an image passes all of `--filter`; of several `reference=` one is enough, as in Docker. Throws `USAGE` for those that
 * there are not.
 */
export function imageFilter(filters: readonly string[]): (image: ImageSummary) => boolean {
  const given = filters.map((text) => text.split(/=(.*)/s, 2) as [string, string | undefined]);
  for (const [i, [key, value = '']] of given.entries())
    if (!(key === 'reference' && value !== '') && !(key === 'dangling' && /^(?:true|false|1|0)$/.test(value)))
      throw new UsageError(`--filter cannot be ${JSON.stringify(filters[i])}`, `it is one of ${KNOWN.join(', ')}`);
  const valuesOf = (wanted: string): readonly string[] =>
    given.flatMap(([key, value = '']) => (key === wanted ? [value] : []));
  const [dangling, patterns] = [valuesOf('dangling').map((value) => /^(?:true|1)$/.test(value)), valuesOf('reference')];
  return ({ name }) =>
    dangling.every((wanted) => wanted === (name === undefined)) &&
    (patterns.length === 0 || patterns.some((pattern) => isReferredTo(name, pattern)));
}

/** Whether a pattern is for a name as people write it or in full, with its tag or without one. */
function isReferredTo(name: string | undefined, pattern: string): boolean {
  if (name === undefined) return false;
  const familiar = familiarName(name);
  const meant = TAG.test(pattern) ? familiarName(pattern) : withoutTag(familiarName(pattern));
  return [name, familiar, withoutTag(name), withoutTag(familiar)].some(
    (text) => matchPath(pattern, text) || text === meant,
  );
}

const TAG = /:[^:/]+$/;

function withoutTag(name: string): string {
  return name.replace(TAG, '');
}
