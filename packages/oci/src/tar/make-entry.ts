import { OciError } from '../error.ts';
import { parseEntryPath, parseInwardPath } from '../model/index.ts';
import { invalid, type TarHeader } from './header.ts';
import type { PaxFields } from './pax.ts';
import { ID_LIMIT, MAJOR_LIMIT, MINOR_LIMIT, type TarEntry } from './tar-entry.ts';

type Fields = TarHeader & Pick<PaxFields, 'mtimeNs' | 'xattrs'>;

export function makeEntry(fields: Fields, offset: number, inward: boolean): TarEntry {
  const { name, linkname, size, major, minor } = fields;
  const type = typeOf(fields);
  const meta = metaOf(fields, pathOf(name, 'entry', inward));
  if (type !== 'file' && size !== 0) throw invalid(`${type} ${shown(name)} with a size of ${size}`);
  switch (type) {
    case 'file':
      if (meta.path === '') throw invalid('a file in the place of the root');
      return { ...meta, type, size, offset };
    case 'directory':
      return { ...meta, type };
    case 'hardlink':
      return { ...meta, type, target: pathOf(linkname, `target of hard link ${shown(name)}`, inward) };
    case 'symlink':
      if (linkname === '') throw invalid(`symlink ${shown(name)} without a target`);
      return { ...meta, type, target: linkname };
    case 'fifo':
      return { ...meta, type };
    case 'character-device':
    case 'block-device':
      if (major > MAJOR_LIMIT || minor > MINOR_LIMIT)
        throw invalid(`device ${shown(name)} has the numbers ${major}, ${minor}`);
      return { ...meta, type, major, minor };
    default:
      throw new Error(`unreachable: ${String(type satisfies never)}`);
  }
}

function metaOf(fields: Fields, path: string): Pick<TarEntry, 'path' | 'mode' | 'uid' | 'gid' | 'mtime' | 'mtimeNs'> {
  const { mode, uid, gid, mtime, mtimeNs, xattrs } = fields;
  if (uid > ID_LIMIT || gid > ID_LIMIT) throw invalid(`owner ${uid}:${gid} of ${shown(fields.name)}`);
  const meta = { path, mode, uid, gid, mtime };
  if (!mtimeNs && !xattrs) return meta;
  return { ...meta, ...(mtimeNs ? { mtimeNs } : {}), ...(xattrs ? { xattrs } : {}) };
}

const TYPES: Readonly<Record<string, TarEntry['type']>> = {
  '0': 'file',
  '1': 'hardlink',
  '2': 'symlink',
  '3': 'character-device',
  '4': 'block-device',
  '5': 'directory',
  '6': 'fifo',
};

/** A slash at the end of a name makes a directory of the plain files of old archives, and means nothing elsewhere. */
function typeOf({ type, name }: TarHeader): TarEntry['type'] {
  if (type === '\0') return name.endsWith('/') ? 'directory' : 'file';
  const known = TYPES[type];
  if (!known) throw invalid(`${shown(name)}: entries of type ${JSON.stringify(type)} are not supported`);
  return known;
}

function pathOf(name: string, what: string, inward: boolean): string {
  const path = inward ? parseInwardPath(name) : parseEntryPath(name);
  if (!path.ok) throw new OciError('PATH_UNSAFE', `tar: ${what}: ${path.message}`);
  return path.value;
}

export function shown(name: string): string {
  return JSON.stringify(name.slice(0, 100));
}
