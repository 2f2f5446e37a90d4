/**
 * File trees as text, one line an entry:
 *
 *     TYPE MODE UID:GID MTIME PATH [= content or JSON string | @blob | -> target | major:minor] [{xattr=hex}]
 *
 * TYPE is d(irectory) f(ile) l(ink) h(ard link) c(haracter device) b(lock device) p(ipe) s(ocket) w(hiteout) o(paque);
 * the last two have nothing but a path. Blanks in names are written `%20`. MTIME is seconds, with decimals, or `now`.
 */
export interface Line {
  readonly type: 'd' | 'f' | 'l' | 'h' | 'c' | 'b' | 'p' | 's' | 'w' | 'o';
  readonly path: string;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly mtime: number;
  readonly mtimeNs: number;
  readonly content?: Uint8Array;
  readonly target?: string;
  readonly device?: readonly [number, number];
  readonly xattrs?: Readonly<Record<string, string>>;
}

export type Blobs = Readonly<Record<string, Uint8Array>>;

/** When the tests' builds happen: what `now` in a listing stands for. */
export const NOW = 1_700_000_000;

const LINE =
  /^([dflhcbpswo])(?: (\d+) (\d+):(\d+) (now|-?\d+)(?:\.(\d+))?)? (\S*)(?: (?:= ?(.*?)|@(\S+)|-> (\S+)|(\d+):(\d+)))?(?: \{(.*)\})?$/s;

export function parseListing(text: string, blobs: Blobs = {}): readonly Line[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => parseLine(line, blobs));
}

function parseLine(line: string, blobs: Blobs): Line {
  const m = LINE.exec(line);
  if (!m) throw new Error(`not a line of a listing: ${line}`);
  const [, type, mode = '0', uid = '0', gid = '0', mtime = '0', ns = '', path = '', text, blob, target, major, minor] =
    m;
  return {
    type: type as Line['type'],
    path: plain(path),
    mode: Number.parseInt(mode, 8),
    uid: Number(uid),
    gid: Number(gid),
    mtime: mtime === 'now' ? NOW : Number(mtime),
    mtimeNs: Number(ns.padEnd(9, '0')),
    ...(type === 'f'
      ? { content: blob === undefined ? new TextEncoder().encode(textOf(text)) : known(blobs, blob) }
      : {}),
    ...(target === undefined ? {} : { target: plain(target) }),
    ...(major === undefined ? {} : { device: [Number(major), Number(minor)] }),
    ...(m[13] === undefined ? {} : { xattrs: attributes(m[13]) }),
  };
}

function textOf(text = ''): string {
  return text.startsWith('"') ? (JSON.parse(text) as string) : text;
}

function known(blobs: Blobs, name: string): Uint8Array {
  const blob = blobs[name];
  if (!blob) throw new Error(`no blob of this name: ${name}`);
  return blob;
}

function plain(text: string): string {
  return text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

function attributes(text: string): Record<string, string> {
  return Object.fromEntries(
    text.split(',').map((pair) => {
      const [name = '', hex = ''] = pair.split('=');
      return [name, plain(hex.replace(/../g, '%$&'))];
    }),
  );
}

/** The line of an entry, as `parseListing` reads it. */
export function renderLine(line: Line, blobs: Blobs = {}): string {
  if (line.type === 'w' || line.type === 'o') return `${line.type} ${escaped(line.path)}`;
  const time = line.mtime >= 1_000_000_000 ? 'now' : `${line.mtime}${fraction(line.mtimeNs)}`;
  const xattrs = Object.entries(line.xattrs ?? {}).map(([name, value]) => `${name}=${hexOf(value)}`);
  return [
    `${line.type} ${line.mode.toString(8)} ${line.uid}:${line.gid} ${time} ${escaped(line.path)}`,
    ...(line.content ? [contentOf(line.content, blobs)] : []),
    ...(line.target === undefined ? [] : [`-> ${escaped(line.target)}`]),
    ...(line.device ? [line.device.join(':')] : []),
    ...(xattrs.length ? [`{${xattrs.join(',')}}`] : []),
  ].join(' ');
}

function contentOf(content: Uint8Array, blobs: Blobs): string {
  const name = Object.keys(blobs).find((key) => Buffer.compare(blobs[key] ?? new Uint8Array(), content) === 0);
  return name === undefined ? `= ${quoted(Buffer.from(content).toString())}`.trimEnd() : `@${name}`;
}

function quoted(text: string): string {
  const json = JSON.stringify(text);
  return json === `"${text.trim()}"` && !text.startsWith('"') ? text : json;
}

function escaped(text: string): string {
  return text.replace(/[\s%]/g, (c) => `%${c.charCodeAt(0).toString(16).padStart(2, '0')}`);
}

function fraction(ns: number): string {
  return ns === 0 ? '' : `.${String(ns).padStart(9, '0').replace(/0+$/, '')}`;
}

function hexOf(binary: string): string {
  return Array.from(binary, (c) => c.charCodeAt(0).toString(16).padStart(2, '0')).join('');
}
