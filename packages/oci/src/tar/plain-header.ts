import { checksum } from './header.ts';
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
  setText(block, 0, name.slice(split + 1));
  setOctal(block, 100, 6, mode);
  setOctal(block, 108, 6, uid);
  setOctal(block, 116, 6, gid);
  setOctal(block, 124, 11, size);
  setOctal(block, 136, 11, mtime);
  setText(block, 156, FLAGS[type]);
  if (linkname !== undefined) setText(block, 157, linkname);
  setText(block, 257, 'ustar\x0000');
  setOctal(block, 329, 6, 0);
  setOctal(block, 337, 6, 0);
  if (split !== -1) setText(block, 345, name.slice(0, split));
  setOctal(block, 148, 6, checksum(block));
}

/** Bytes of the name field; what is longer is split at a slash. */
const NAME = 100;

function setText(block: Uint8Array, offset: number, text: string): void {
  for (let i = 0; i < text.length; i += 1) block[offset + i] = text.charCodeAt(i);
}

/** Digits with leading zeros, and a blank behind them. */
function setOctal(block: Uint8Array, offset: number, digits: number, value: number): void {
  let rest = value;
  for (let i = digits - 1; i >= 0; i -= 1) {
    block[offset + i] = 0x30 + (rest % 8);
    rest = Math.floor(rest / 8);
  }
  block[offset + digits] = 0x20;
}
