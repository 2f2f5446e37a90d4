import { SandboxError } from '../error.ts';

/** Who a command runs as. */
export interface ResolvedUser {
  readonly uid: number;
  readonly gid: number;
  /** Supplementary groups; the primary one is among them (CVE-2023-25173). */
  readonly groups: readonly number[];
}

/** Text of /etc/passwd and /etc/group; empty when there is none. Throws `RUN_USER_INVALID` for what cannot be read. */
export interface Accounts {
  readonly passwd: () => string;
  readonly group: () => string;
}

interface PasswdLine {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  readonly home: string;
}

interface GroupLine {
  readonly name: string;
  readonly gid: number;
  readonly members: readonly string[];
}

const LARGEST_ID = 2 ** 31 - 1;

/**
 * USER (`''`, `name`, `uid`, either with `:group`) as ids. Like Docker: a bare user brings the groups that list it, an
 * explicit group is the only one, a number needs no entry. Two numbers, or `root` in their place, are not looked up, and who
 * names nobody is root whatever the files are. Throws `RUN_USER_NOT_FOUND`, `RUN_GROUP_NOT_FOUND`, `RUN_USER_INVALID`.
 */
export function resolveUser(spec: string, accounts: Accounts): ResolvedUser {
  if (spec === '') return defaultUser(accounts);
  const [, user = '', group = ''] = /^([^:]*):?(.*)$/s.exec(spec) ?? [];
  const [plainUser, plainGroup] = [plainId(user), plainId(group)];
  if (plainUser !== undefined && plainGroup !== undefined) return fromNumbers(inRange(plainUser), inRange(plainGroup));
  const wanted = user === '' ? 0 : number(user);
  const entry = parsePasswd(accounts.passwd()).find(({ name, uid }) =>
    wanted === undefined ? name === user : uid === wanted,
  );
  if (entry === undefined && wanted === undefined) {
    throw new SandboxError('RUN_USER_NOT_FOUND', `unable to find user ${user}: no matching entries in passwd file`);
  }
  const uid = inRange(entry?.uid ?? wanted ?? 0);
  if (group === '') return { uid, ...ownGroups(entry, accounts) };
  return fromNumbers(uid, groupId(group, parseGroup(accounts.group())));
}

/** Root with the groups that list it, as far as the files tell. */
function defaultUser(accounts: Accounts): ResolvedUser {
  try {
    return resolveUser('0', accounts);
  } catch (error) {
    if (error instanceof SandboxError) return fromNumbers(0, 0);
    throw error;
  }
}

function fromNumbers(uid: number, gid: number): ResolvedUser {
  return { uid, gid, groups: [gid] };
}

/** The home directory that a passwd file gives to the first user of that uid. */
export function homeOf(passwd: string, uid: number): string {
  return parsePasswd(passwd).find((entry) => entry.uid === uid)?.home ?? '/';
}

function ownGroups(entry: PasswdLine | undefined, accounts: Accounts): { gid: number; groups: readonly number[] } {
  const gid = inRange(entry?.gid ?? 0);
  const others =
    entry === undefined ? [] : parseGroup(accounts.group()).filter(({ members }) => members.includes(entry.name));
  return { gid, groups: [...new Set([gid, ...others.map((line) => inRange(line.gid))])] };
}

function groupId(group: string, groups: readonly GroupLine[]): number {
  const wanted = number(group);
  const id = groups.find(({ name, gid }) => name === group || gid === wanted)?.gid ?? wanted;
  if (id !== undefined) return inRange(id);
  throw new SandboxError('RUN_GROUP_NOT_FOUND', `unable to find group ${group}: no matching entries in group file`);
}

/** Lines whose ids are no numbers name nobody. */
function parsePasswd(text: string): readonly PasswdLine[] {
  return lines(text).flatMap(([name = '', , uid, gid, , home = '']) => {
    const ids = [number(uid ?? ''), number(gid ?? '')] as const;
    return ids[0] === undefined || ids[1] === undefined ? [] : [{ name, uid: ids[0], gid: ids[1], home }];
  });
}

function parseGroup(text: string): readonly GroupLine[] {
  return lines(text).flatMap(([name = '', , id, members = '']) => {
    const gid = number(id ?? '');
    return gid === undefined ? [] : [{ name, gid, members: members.split(',') }];
  });
}

function lines(text: string): readonly (readonly string[])[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split(':'));
}

/** An id that stands for itself. */
function plainId(text: string): number | undefined {
  return text === 'root' ? 0 : number(text);
}

function number(text: string): number | undefined {
  return /^[+-]?\d{1,18}$/.test(text) ? Number(text) : undefined;
}

function inRange(id: number): number {
  if (id >= 0 && id <= LARGEST_ID) return id;
  throw new SandboxError('RUN_USER_INVALID', `uids and gids must be in range 0-${LARGEST_ID}`, { data: { id } });
}
