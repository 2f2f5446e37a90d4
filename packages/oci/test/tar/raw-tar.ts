import { encodeName } from '../../src/model/index.ts';
import { encodePaxRecord } from '../../src/tar/pax.ts';

/** Fields of a header block, as they shall stand there: texts go in as they are. */
export interface RawHeader {
  readonly name?: string | Uint8Array;
  readonly mode?: string;
  readonly uid?: string | Uint8Array;
  readonly gid?: string;
  readonly size?: string | number | Uint8Array;
  readonly mtime?: string | Uint8Array;
  readonly type?: string;
  readonly link?: string;
  readonly magic?: string;
  readonly major?: string;
  readonly minor?: string;
  readonly prefix?: string;
  readonly tail?: string;
  /** Added to the right checksum. */
  readonly wrong?: number;
}

const DEFAULTS = {
  name: 'file',
  mode: '0000644\0',
  uid: '0000000\0',
  gid: '0000000\0',
  size: 0,
  mtime: '00000000000\0',
  type: '0',
  link: '',
  magic: 'ustar\x0000',
  major: '0000000\0',
  minor: '0000000\0',
  prefix: '',
  tail: '',
  wrong: 0,
} satisfies RawHeader;

const OFFSETS = {
  name: 0,
  mode: 100,
  uid: 108,
  gid: 116,
  size: 124,
  mtime: 136,
  type: 156,
  link: 157,
  magic: 257,
  major: 329,
  minor: 337,
  prefix: 345,
  tail: 508,
} as const;

/** A header block with exactly these fields, sound or not. */
export function rawHeader(header: RawHeader = {}): Uint8Array {
  const block = new Uint8Array(512);
  const fields = { ...DEFAULTS, ...header };
  for (const [field, offset] of Object.entries(OFFSETS)) {
    const value = fields[field as keyof typeof OFFSETS];
    block.set(value instanceof Uint8Array ? value : encodeName(fieldText(value)), offset);
  }
  block.fill(0x20, 148, 156);
  const sum = block.reduce((total, byte) => total + byte, fields.wrong);
  block.set(encodeName(`${sum.toString(8).padStart(6, '0')}\0 `), 148);
  return block;
}

function fieldText(value: string | number): string {
  return typeof value === 'string' ? value : `${value.toString(8).padStart(11, '0')}\0`;
}

/** Data with the padding that fills the last block. */
export function rawData(data: string | Uint8Array): Uint8Array {
  const bytes = typeof data === 'string' ? encodeName(data) : data;
  const block = new Uint8Array(Math.ceil(bytes.byteLength / 512) * 512);
  block.set(bytes);
  return block;
}

/** A header and its data; the size is the data's unless the header says otherwise. */
export function rawEntry(header: RawHeader, data: string | Uint8Array = ''): Uint8Array {
  const bytes = typeof data === 'string' ? encodeName(data) : data;
  return concat(rawHeader({ size: bytes.byteLength, ...header }), rawData(bytes));
}

/** An extended header of these records. */
export function rawPax(records: Readonly<Record<string, string>> | string, type: 'x' | 'g' = 'x'): Uint8Array {
  if (typeof records === 'string') return rawEntry({ name: 'pax', type }, records);
  const parts = Object.entries(records).map(([key, value]) => encodePaxRecord(key, encodeName(value)));
  return rawEntry({ name: 'pax', type }, concat(...parts));
}

export const END: Uint8Array = new Uint8Array(1024);

export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}
