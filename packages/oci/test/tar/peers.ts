import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { encodeName, type TarEntry } from '../../src/index.ts';

/** An entry as a reader lists it. Names and data have one character per byte. */
export interface Listed {
  readonly name: string;
  readonly type: TarEntry['type'];
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly size: number;
  readonly target: string;
  readonly mtime: number;
  readonly device: string;
}

/** What a reader says of an archive: its entries, or that it refuses it. */
export type Listing = readonly Listed[] | 'refused';

interface FromPython extends Omit<Listed, 'device'> {
  readonly major: number;
  readonly minor: number;
  readonly xattrs: Readonly<Record<string, string>>;
  readonly data: string;
}

/** By Python's tarfile, with extended attributes and data. */
export function listByPython(archives: readonly string[]): readonly (readonly FromPython[] | 'refused')[] {
  const { stdout, stderr, status } = spawnSync('python3', [join(import.meta.dirname, 'list_tars.py')], {
    input: archives.join('\n'),
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
  });
  if (status !== 0) throw new Error(stderr);
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as readonly FromPython[] | string)
    .map((listing) => (typeof listing === 'string' ? 'refused' : listing));
}

/** By GNU tar: `tar -tv`, whose lines are taken apart. */
export function listByTar(archive: string): Listing {
  const options = ['-tvf', archive, '--numeric-owner', '--full-time', '--quoting-style=c', '--force-local'];
  return listBy('tar', options, 'C', parseGnu);
}

/** What `parse` makes of each line that the program prints. */
function listBy<T>(
  program: string,
  args: readonly string[],
  locale: string,
  parse: (line: string) => T,
): readonly T[] | 'refused' {
  const { stdout, status } = spawnSync(program, args, {
    encoding: 'latin1',
    env: { LC_ALL: locale, TZ: 'UTC', PATH: process.env['PATH'] },
    maxBuffer: 2 ** 28,
  });
  if (status !== 0) return 'refused';
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => parse(line));
}

const GNU =
  /^(?<letter>.)(?<permissions>.{9})[*+.]? (?<uid>\d+)\/(?<gid>\d+) +(?<size>[\d,]+) (?<time>\S+ [\d:.]+) +"(?<name>(?:[^"\\]|\\.)*)"(?: (?:->|link to) "(?<target>(?:[^"\\]|\\.)*)")?$/s;

const TYPES: Readonly<Record<string, Listed['type']>> = {
  '-': 'file',
  C: 'file',
  d: 'directory',
  l: 'symlink',
  h: 'hardlink',
  c: 'character-device',
  b: 'block-device',
  p: 'fifo',
};

function parseGnu(line: string): Listed {
  const {
    letter = '',
    permissions = '',
    uid,
    gid,
    size = '',
    time = '',
    name = '',
    target = '',
  } = GNU.exec(line)?.groups ?? {};
  const type = TYPES[letter];
  if (!type) throw new Error(`tar printed ${JSON.stringify(line)}`);
  const device = type === 'character-device' || type === 'block-device';
  return {
    name: unquote(name).replace(/(?<=.)\/$/s, ''),
    type,
    mode: modeOf(permissions),
    uid: Number(uid),
    gid: Number(gid),
    size: device ? 0 : Number(size),
    target: unquote(target),
    mtime: Math.floor(Date.parse(`${time.replace(' ', 'T').replace(/(\.\d{3})\d*$/, '$1')}Z`) / 1000),
    device: device ? size : '',
  };
}

/** By libarchive: `bsdtar -tv`. Only for archives whose names are UTF-8, which it wants. */
export function listByBsdtar(
  archive: string,
): readonly Pick<Listed, 'name' | 'type' | 'size' | 'target'>[] | 'refused' {
  return listBy('bsdtar', ['--numeric-owner', '-tvf', archive], 'C.UTF-8', parseBsd);
}

const BSD =
  /^(?<letter>.)\S{9,10} +\d+ +\S+ +\S+ +(?<size>[\d,]+) \w+ +\d+ +\S+ (?<name>.*?)(?: (?<how>->|link to) (?<target>.*))?$/s;

function parseBsd(line: string): Pick<Listed, 'name' | 'type' | 'size' | 'target'> {
  const { letter = '', size = '', name = '', how, target = '' } = BSD.exec(line)?.groups ?? {};
  // Where the mode has a type, the letter is of that.
  const type = how === 'link to' ? 'hardlink' : TYPES[letter];
  if (!type) throw new Error(`bsdtar printed ${JSON.stringify(line)}`);
  return { name: unquote(name), type, size: type === 'file' ? Number(size) : 0, target: unquote(target) };
}

/** The bits behind `rwsr-xr-T`. */
function modeOf(permissions: string): number {
  let mode = 0;
  for (const [i, char] of Array.from(permissions).entries()) {
    const special = [0o4000, 0o2000, 0o1000][Math.floor(i / 3)] ?? 0;
    if (/[rwxst]/.test(char)) mode |= 0o400 >> i;
    if (/[sStT]/.test(char)) mode |= special;
  }
  return mode;
}

const ESCAPES: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

function unquote(text: string): string {
  return text.replace(/\\([0-7]{1,3}|.)/g, (_, code: string) =>
    /^[0-7]/.test(code) ? String.fromCharCode(Number.parseInt(code, 8)) : (ESCAPES[code] ?? code),
  );
}

/** One character per byte. */
export function latin(name: string): string {
  return String.fromCharCode(...encodeName(name));
}
