import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CONTROL_GROUPS } from '../runtime/control-groups.ts';
import { sweepControlGroups } from './open-control-groups.ts';

const FILE = 'group-places';

/** Notes in a session's scratch directory where it makes control groups: for who clears up when it has been killed. */
export function noteGroupPlaces(scratch: string, places: readonly string[]): void {
  writeFileSync(join(scratch, FILE), JSON.stringify(places));
}

/** Removes the control groups of a dead session, as far as it has noted their places. */
export function sweepGroupPlaces(scratch: string): void {
  const file = join(scratch, FILE);
  if (existsSync(file)) sweepControlGroups(CONTROL_GROUPS, JSON.parse(readFileSync(file, 'utf8')) as readonly string[]);
}
