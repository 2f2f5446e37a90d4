import { readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import type { IdMapping } from '../driver.ts';
import { CAPABILITIES } from '../runtime/capabilities.ts';
import { findProgram } from '../session/programs.ts';
import { identityRanges, type IdMap, subordinateRange, subordinateRanges } from './id-map.ts';

/** How the ids inside a jail stand for those outside, and what is needed to set that up. */
export interface Identity {
  readonly ids: IdMapping;
  readonly map: IdMap;
  /** Names the files of a store that hold ids as this identity writes them: a safe file name. */
  readonly key: string;
  /** Programs that write the map for a user who may not. */
  readonly helpers?: { readonly newuidmap: string; readonly newgidmap: string };
  /** What is weaker than usual, for people. */
  readonly notes: readonly string[];
}

/** The best identity that this process can have. Asks only files: nothing is started. */
export function chooseIdentity(): Identity {
  if (process.geteuid?.() === 0) return rootIdentity();
  return subordinateIdentity() ?? singleIdentity();
}

function rootIdentity(): Identity {
  const uids = identityRanges(readFileSync('/proc/self/uid_map', 'latin1'));
  const gids = identityRanges(readFileSync('/proc/self/gid_map', 'latin1'));
  return { ids: 'identity', map: { uids, gids }, key: 'identity', notes: [] };
}

function subordinateIdentity(): Identity | undefined {
  const helpers = mapHelpers();
  if (helpers === undefined || noNewPrivileges()) return undefined;
  const uids = ownRange('/etc/subuid');
  const gids = ownRange('/etc/subgid');
  if (uids === undefined || gids === undefined) return undefined;
  return {
    ids: 'subids',
    map: {
      uids: subordinateRanges(process.geteuid?.() ?? 0, uids),
      gids: subordinateRanges(process.getegid?.() ?? 0, gids),
    },
    key: `subids-${uids.start}-${gids.start}`,
    helpers,
    notes: [],
  };
}

/** The one id that every user may map: its own. */
export function singleIdentity(): Identity {
  return {
    ids: 'single',
    map: { uids: only(process.geteuid?.() ?? 0), gids: only(process.getegid?.() ?? 0) },
    key: 'single',
    notes: [
      'Only uid 0 exists inside RUN: USER and chown to anybody else fail. ' +
        `For all ids, ${howToGetIds()}; ` +
        '--driver single-uid lets chown seem to work.',
    ],
  };
}

/** What is to be done for more than one id. */
function howToGetIds(): string {
  const hasRanges = ownRange('/etc/subuid') !== undefined && ownRange('/etc/subgid') !== undefined;
  const steps = [
    noNewPrivileges() ? 'start without no_new_privs' : undefined,
    mapHelpers() === undefined ? 'install the package uidmap' : undefined,
    hasRanges ? undefined : 'give this user a range in /etc/subuid and /etc/subgid',
  ].filter((step) => step !== undefined);
  return steps.length === 0 ? 'see strake doctor' : steps.join(' and ');
}

/** The same where commands are told that chown and the like have worked: driver `single-uid`. */
export function feigningIdentity(): Identity {
  return {
    ...singleIdentity(),
    notes: [
      'Degraded ownership: chown in RUN only seems to work, everything that it makes belongs to 0:0 in the image, and programs ' +
        'that change to another user stay root. USER other than root is refused.',
    ],
  };
}

function only(outside: number): IdMap['uids'] {
  return [{ inside: 0, outside, count: 1 }];
}

function mapHelpers(): Identity['helpers'] {
  const newuidmap = findProgram('newuidmap');
  const newgidmap = findProgram('newgidmap');
  return newuidmap !== undefined && newgidmap !== undefined ? { newuidmap, newgidmap } : undefined;
}

function ownRange(file: string): { readonly start: number; readonly count: number } | undefined {
  try {
    const { username, uid } = userInfo();
    return subordinateRange(readFileSync(file, 'utf8'), { name: username, uid });
  } catch {
    return undefined;
  }
}

/** Whether set-user-id programs have no effect for this process. */
export function noNewPrivileges(): boolean {
  return /^NoNewPrivs:\s*1$/m.test(readFileSync('/proc/self/status', 'latin1'));
}

/** Whether set-user-id programs of root have CAP_SYS_ADMIN, without which they cannot write the map of another's namespace. */
export function rootMayAdminister(): boolean {
  const [, bounding = '0'] = /^CapBnd:\s*([0-9a-f]+)$/m.exec(readFileSync('/proc/self/status', 'latin1')) ?? [];
  return ((BigInt(`0x${bounding}`) >> BigInt(CAPABILITIES.CAP_SYS_ADMIN)) & 1n) === 1n;
}
