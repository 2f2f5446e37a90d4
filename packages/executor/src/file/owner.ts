import { collect } from '@strake/core';
import { type ListedFile, resolve, type Tree } from '@strake/oci';
import type { Owner } from '@strake/planner/graph';
import { FileOpError } from './error.ts';

/** Who owns what is created. */
export interface Ids {
  readonly uid: number;
  readonly gid: number;
}

/** Bytes of a passwd or group file that are read at most. */
const LIMIT = 10 * 1024 * 1024;
const HINT = 'give the owner as numbers, uid:gid: they are looked up nowhere';

/**
 * The ids of `owner`, names looked up in the passwd and group files of `base`; `root` is 0 without looking. A name that
 * is not there is 0, or leaves the group that the user gave. Throws `NO_USERS` for a name without a base.
 */
export async function resolveOwner(
  owner: Owner,
  base: Tree<ListedFile> | undefined,
  signal?: AbortSignal,
): Promise<Ids> {
  const user = await resolveUser(owner.user, base, signal);
  if (owner.group === undefined) return user;
  const gid = await resolveGroup(owner.group, base, signal);
  return { uid: user.uid, gid: gid ?? user.gid };
}

async function resolveUser(
  user: string | number,
  base: Tree<ListedFile> | undefined,
  signal?: AbortSignal,
): Promise<Ids> {
  const id = numeric(user);
  if (id !== undefined) return { uid: id, gid: id };
  const fields = await lookup('passwd', String(user), base, signal);
  return { uid: idOf(fields?.[2]), gid: idOf(fields?.[3]) };
}

async function resolveGroup(
  group: string | number,
  base: Tree<ListedFile> | undefined,
  signal?: AbortSignal,
): Promise<number | undefined> {
  const id = numeric(group);
  if (id !== undefined) return id;
  const fields = await lookup('group', String(group), base, signal);
  return fields && idOf(fields[2]);
}

/** Negative ids wrap around, as they do in the kernel. */
function numeric(id: string | number): number | undefined {
  if (id === 'root') return 0;
  return typeof id === 'number' ? id >>> 0 : undefined;
}

/** The fields of the first line for `name`. */
async function lookup(
  file: 'passwd' | 'group',
  name: string,
  base: Tree<ListedFile> | undefined,
  signal?: AbortSignal,
): Promise<readonly string[] | undefined> {
  if (!base) {
    throw new FileOpError('NO_USERS', `cannot look up ${JSON.stringify(name)}: there is no /etc/${file} here`, {
      hint: 'on scratch and with --link, give the owner as numbers: --chown=1000:1000',
      data: { name },
    });
  }
  const text = await usersFile(base, `etc/${file}`, signal);
  for (const raw of text.split('\n')) {
    const line = raw.trim();
    if (line === '' || (file === 'group' && line.startsWith('#'))) continue;
    const fields = line.split(':');
    if (fields[0] === name) return fields;
  }
  return undefined;
}

/** Empty when the file is missing. */
async function usersFile(base: Tree<ListedFile>, path: string, signal?: AbortSignal): Promise<string> {
  const found = resolve(base, path, { followLast: true });
  if (found.kind === 'loop') throw new FileOpError('LINK_LOOP', `/${path}: too many levels of symbolic links`);
  if (found.kind !== 'found') return '';
  if (found.entry.type !== 'file' && found.entry.type !== 'hardlink') {
    throw new FileOpError('INVALID_USERS_FILE', `/${path} of the base is a ${found.entry.type}, not a file`, {
      hint: HINT,
    });
  }
  try {
    return new TextDecoder().decode(await collect(base.open(found.path, signal), LIMIT));
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new FileOpError('INVALID_USERS_FILE', `/${path} of the base has more than ${LIMIT} bytes`, {
      cause,
      hint: HINT,
    });
  }
}

/** Misshapen numbers are 0. */
function idOf(field: string | undefined): number {
  return field !== undefined && /^[-+]?\d+$/.test(field) ? Number(field) >>> 0 : 0;
}
