import { BLOCK, type TarEntry } from './tar-entry.ts';

/** Fields of a header that plain ustar holds: names are ASCII and fit, numbers have at most their field's octal digits. */
export interface PlainHeader {
  /** With a slash at its end for a directory. */
  readonly name: string;
  readonly type: Exclude<TarEntry['type'], 'character-device' | 'block-device'>;
  readonly linkname: string | undefined;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly size: number;
  readonly mtime: number;
}

/** Type flags of POSIX ustar. */
const FLAGS = { file: '0', hardlink: '1', symlink: '2', directory: '5', fifo: '6' } as const;

/**
 * Sets `block`, 512 bytes, to the header that `tar-stream` writes: one stream for each entry, as that has them, takes
 * several times as long as all else that is done for a small file.
 */
export function setPlainHeader(block: Uint8Array, header: PlainHeader): void {
  const { name, type, linkname, mode, uid, gid, size, mtime } = header;
  const split = name.length <= NAME ? -1 : name.indexOf('/', name.length - NAME - 1);
  block.fill(0, 0, BLOCK);
  let sum = setText(block, 0, split === -1 ? name : name.slice(split + 1));
  sum += setOctal(block, 100, 6, mode);
  sum += setOctal(block, 108, 6, uid);
  sum += setOctal(block, 116, 6, gid);
  sum += setOctal(block, 124, 11, size);
  sum += setOctal(block, 136, 11, mtime);
  sum += setText(block, 156, FLAGS[type]);
  if (linkname !== undefined) sum += setText(block, 157, linkname);
  sum += setText(block, 257, 'ustar\x0000');
  sum += setOctal(block, 329, 6, 0);
  sum += setOctal(block, 337, 6, 0);
  if (split !== -1) sum += setText(block, 345, name.slice(0, split));
  // Its own field counts as eight blanks.
  setOctal(block, 148, 6, sum + 8 * BLANK);
}

/** Bytes of the name field; what is longer is split at a slash. */
const NAME = 100;

const BLANK = 0x20;

/** The result is the sum of the bytes. */
function setText(block: Uint8Array, offset: number, text: string): number {
  let sum = 0;
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    block[offset + i] = code;
    sum += code;
  }
  return sum;
}

/** Digits with leading zeros, and a blank behind them. The result is the sum of the bytes. */
function setOctal(block: Uint8Array, offset: number, digits: number, value: number): number {
  let sum = BLANK;
  let rest = value;
  for (let i = digits - 1; i >= 0; i -= 1) {
    const above = Math.floor(rest / 8);
    const digit = 0x30 + rest - above * 8;
    block[offset + i] = digit;
    sum += digit;
    rest = above;
  }
  block[offset + digits] = BLANK;
  return sum;
}
