import type { Header } from 'tar-stream';
import { OciError } from '../error.ts';
import { encodeName, isAscii } from '../model/entry-path.ts';
import { encodePaxRecord, encodePaxTime } from './pax.ts';
import { ID_LIMIT, MAJOR_LIMIT, MINOR_LIMIT, type TarEntryToWrite } from './tar-entry.ts';

export type HeaderToWrite = Omit<Header, 'uname' | 'gname' | 'linkname'> & { readonly linkname?: string };

const FILE_TYPE_BIT = 0o100000;
const OCTAL_6 = 0o777777;
const OCTAL_11 = 0o77777777777;
const LATEST = 2 ** 31 - 1;

export function headerOf(entry: TarEntryToWrite): HeaderToWrite {
  const { mode, uid, gid, mtime } = entry;
  const linkname = 'target' in entry ? entry.target : undefined;
  return {
    name: fitsName(tarName(entry)) ? tarName(entry) : placeholder(tarName(entry)),
    type: entry.type === 'hardlink' ? 'link' : entry.type,
    // The codec takes a mode of 0 for a missing one; it masks the bits above the permissions.
    mode: FILE_TYPE_BIT | mode,
    uid: uid > OCTAL_6 ? 0 : uid,
    gid: gid > OCTAL_6 ? 0 : gid,
    size: entry.type === 'file' ? entry.size : 0,
    mtime: new Date(mtime < 0 || mtime > LATEST ? 0 : mtime * 1000),
    devmajor: 0,
    devminor: 0,
    ...(linkname === undefined ? {} : { linkname: fitsLink(linkname) ? linkname : placeholder(linkname) }),
  };
}

export function paxHeader(size: number): HeaderToWrite {
  const zero = { uid: 0, gid: 0, mtime: new Date(0), devmajor: 0, devminor: 0 };
  return { name: 'PaxHeaders/entry', type: 'file', mode: 0o644, size, ...zero };
}

/** Whether a plain header holds all, as that of nearly every entry does: `paxRecords` has nothing to say. */
export function fitsPlain(entry: TarEntryToWrite): boolean {
  const { uid, gid, mtime, mtimeNs = 0, xattrs } = entry;
  if (uid > OCTAL_6 || gid > OCTAL_6 || mtimeNs > 0 || mtime < 0 || mtime > LATEST || xattrs) return false;
  if (entry.type === 'file' && entry.size > OCTAL_11) return false;
  return fitsName(tarName(entry)) && (!('target' in entry) || fitsLink(entry.target));
}

/** Extended records for what the plain header cannot hold, in a fixed order. */
export function paxRecords(entry: TarEntryToWrite): readonly Uint8Array[] {
  const { uid, gid, mtime, mtimeNs = 0 } = entry;
  const name = tarName(entry);
  const records: Uint8Array[] = [];
  const put = (key: string, value: string): void => void records.push(encodePaxRecord(key, encodeName(value)));
  if (!fitsName(name)) put('path', name);
  if ('target' in entry && !fitsLink(entry.target)) put('linkpath', entry.target);
  if (entry.type === 'file' && entry.size > OCTAL_11) put('size', String(entry.size));
  if (uid > OCTAL_6) put('uid', String(uid));
  if (gid > OCTAL_6) put('gid', String(gid));
  if (mtimeNs > 0 || mtime < 0 || mtime > LATEST) put('mtime', encodePaxTime(mtime, mtimeNs));
  for (const [key, value] of entry.xattrs === undefined
    ? []
    : Object.entries(entry.xattrs).sort(([a], [b]) => (a < b ? -1 : 1)))
    records.push(
      encodePaxRecord(
        `SCHILY.xattr.${key}`,
        Uint8Array.from(value, (c) => c.charCodeAt(0)),
      ),
    );
  return records;
}

export function checkRanges(entry: TarEntryToWrite): void {
  const { path, mode, uid, gid, mtime, mtimeNs = 0, xattrs } = entry;
  const check = (what: string, isSound: boolean): void => {
    if (!isSound)
      throw new OciError('LAYER_INVALID', `entry ${JSON.stringify(path)}: its ${what} cannot be in a layer`);
  };
  check('mode', isUpTo(mode, 0o7777));
  check('ids', isUpTo(uid, ID_LIMIT) && isUpTo(gid, ID_LIMIT));
  check('time', Number.isSafeInteger(mtime) && isUpTo(mtimeNs, 999_999_999));
  if (entry.type === 'file') check('size', isUpTo(entry.size, Number.MAX_SAFE_INTEGER));
  if ('major' in entry) check('device', isUpTo(entry.major, MAJOR_LIMIT) && isUpTo(entry.minor, MINOR_LIMIT));
  if (xattrs)
    check(
      'xattr names',
      Object.keys(xattrs).every((name) => /^[^=\0]+$/.test(name)),
    );
  if ('target' in entry) check('target', /^[^\0]+$/.test(entry.target));
}

function isUpTo(value: number, limit: number): boolean {
  return Number.isSafeInteger(value) && value >= 0 && value <= limit;
}

/** Directories end in a slash; the root is `./`. */
export function tarName(entry: TarEntryToWrite): string {
  if (entry.type !== 'directory') return entry.path;
  return entry.path === '' ? './' : `${entry.path}/`;
}

/** Whether ustar's name and prefix fields hold `name`: 7-bit, split at a slash into at most 155 and 1 to 100 bytes. */
function fitsName(name: string): boolean {
  if (!isAscii(name)) return false;
  if (name.length <= 100) return true;
  const slash = name.indexOf('/', name.length - 101);
  return slash !== -1 && slash <= 155 && slash < name.length - 1;
}

function fitsLink(target: string): boolean {
  return target.length <= 100 && isAscii(target);
}

/** What stands in the plain header when an extended one has the name. */
function placeholder(name: string): string {
  const end = name.endsWith('/') ? '/' : '';
  return name.replace(/[^ -.0-~]/gu, '_').slice(0, 90) + end;
}
