import { describe, test } from 'vitest';
import { CASES as destinations } from './cases/destinations.ts';
import { CASES as exclude } from './cases/exclude.ts';
import { CASES as heredoc } from './cases/heredoc.ts';
import { CASES as link } from './cases/link.ts';
import { CASES as merging } from './cases/merging.ts';
import { CASES as mode } from './cases/mode.ts';
import { CASES as owner } from './cases/owner.ts';
import { CASES as sources } from './cases/sources.ts';
import { CASES as special } from './cases/special.ts';
import { CASES as unpack } from './cases/unpack.ts';
import { CASES as workdir } from './cases/workdir.ts';
import { check } from './support/check.ts';

/** What Docker's layers hold after one instruction, entry by entry. */
describe.each([
  ['destinations', destinations],
  ['sources', sources],
  ['merging', merging],
  ['special', special],
  ['owner', owner],
  ['mode', mode],
  ['exclude', exclude],
  ['link', link],
  ['heredoc', heredoc],
  ['workdir', workdir],
  ['unpack', unpack],
])('%s', (_, cases) => {
  test.each(cases)('$name: $run', (it) => check(it));
});
