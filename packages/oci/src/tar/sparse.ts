import { OciError } from '../error.ts';
import { invalid } from './header.ts';
import { BLOCK } from './tar-entry.ts';

/** A part of a file that is stored; what lies between such parts is zeros. */
type Region = readonly [offset: number, length: number];

/** What extended headers say of a sparse file (GNU tar's PAX formats 0.0, 0.1 and 1.0). */
export interface SparseFile {
  /** In the place of the entry's; absent in format 0.0. */
  readonly name?: string;
  /** Bytes with all holes. */
  readonly size: number;
  /** Absent in format 1.0, where the data begins with them. */
  readonly regions?: readonly Region[];
}

/** Bytes of a file with all its holes, which cost nothing to claim. */
const SIZE_LIMIT = 64 * 2 ** 30;
/** Bytes of a list of regions. */
const MAP_LIMIT = 1024 * 1024;

const PREFIX = 'GNU.sparse.';

/** Records of extended headers, their keys in order and with their prefix. Throws `TAR_INVALID`, `LIMIT_EXCEEDED`. */
export function decodeSparse(records: readonly (readonly [key: string, value: string])[]): SparseFile {
  const single = new Map<string, string>();
  const pairs: number[] = [];
  for (const [key, value] of records) {
    const name = key.slice(PREFIX.length);
    if (name === 'offset' || name === 'numbytes') {
      if ((name === 'offset') !== (pairs.length % 2 === 0))
        throw invalid('a sparse file whose regions are out of order');
      pairs.push(numberOf(value));
    } else if (single.has(name)) throw invalid(`a sparse file with two values of ${name}`);
    else single.set(name, value);
  }
  return single.has('major') || single.has('minor') ? decodeLater(single, pairs) : decodeEarlier(single, pairs);
}

function decodeLater(fields: ReadonlyMap<string, string>, pairs: readonly number[]): SparseFile {
  const version = `${fields.get('major')}.${fields.get('minor')}`;
  if (version !== '1.0' || pairs.length > 0 || fields.has('map') || fields.has('size'))
    throw invalid(`a sparse file of format ${version}`);
  return { size: sizeOf(fields.get('realsize')), ...nameOf(fields.get('name')) };
}

/** Format 0.1 has the regions in one record, 0.0 in many. */
function decodeEarlier(fields: ReadonlyMap<string, string>, pairs: readonly number[]): SparseFile {
  const map = fields.get('map');
  if (fields.has('realsize') || (map !== undefined && pairs.length > 0))
    throw invalid('a sparse file of mixed formats');
  const numbers = map === undefined ? pairs : map === '' ? [] : map.split(',').map(numberOf);
  const count = fields.get('numblocks');
  if (numbers.length % 2 !== 0 || numberOf(count ?? '') !== numbers.length / 2)
    throw invalid('a sparse file with another number of regions than it says');
  return { size: sizeOf(fields.get('size')), regions: regionsOf(numbers), ...nameOf(fields.get('name')) };
}

function sizeOf(text: string | undefined): number {
  const size = numberOf(text ?? '');
  if (size > SIZE_LIMIT) throw new OciError('LIMIT_EXCEEDED', `tar: a sparse file of ${size} bytes`);
  return size;
}

function nameOf(text: string | undefined): { name?: string } {
  if (text === undefined) return {};
  if (text === '' || text.includes('\0')) throw invalid('a sparse file without a name');
  return { name: text };
}

function numberOf(text: string): number {
  const number = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(number)) throw invalid('a sparse file with a garbled number');
  return number;
}

function regionsOf(numbers: readonly number[]): readonly Region[] {
  const regions: Region[] = [];
  for (let i = 0; i < numbers.length; i += 2) regions.push([numbers[i] ?? 0, numbers[i + 1] ?? 0]);
  return regions;
}

/** Where the bytes of a sparse file go. */
export interface SparseSink {
  /** Called once, before the others: bytes that come first and list the regions. */
  begin(listed: number): void;
  data(chunk: Uint8Array): void;
  /** Zeros, which are stored nowhere. */
  hole(size: number): void;
}

/** Puts the holes between the stored bytes of one file, all of which are pushed. */
export class SparseData {
  readonly #size: number;
  readonly #sink: SparseSink;
  #regions: readonly Region[] | undefined;
  /** Bytes that are stored behind the list of regions. */
  #stored: number;
  #region = 0;
  #at = 0;
  #map = '';
  #lines = 0;
  #mapRead = 0;

  /** `stored`: bytes of data, the list of regions among them where there is one. */
  constructor({ size, regions }: SparseFile, stored: number, sink: SparseSink) {
    this.#size = size;
    this.#stored = stored;
    this.#sink = sink;
    if (regions) this.#start(regions, 0);
    else if (stored === 0) throw invalid('a sparse file without a list of regions');
    if (regions && stored === 0) this.#end();
  }

  push(part: Uint8Array): void {
    let rest = part;
    if (!this.#regions) rest = this.#takeMap(rest);
    while (rest.byteLength > 0) rest = this.#takeData(rest);
    if (this.#regions && this.#stored === 0) this.#end();
  }

  /** Decimal numbers, a line each: how many regions, and their offsets and lengths. Zeros fill the last block. */
  #takeMap(part: Uint8Array): Uint8Array {
    for (let i = 0; i < part.byteLength; i += 1) {
      this.#mapRead += 1;
      this.#map += String.fromCharCode(part[i] ?? 0);
      if (part[i] === NEWLINE) this.#lines += 1;
      if (this.#mapRead > MAP_LIMIT)
        throw new OciError('LIMIT_EXCEEDED', 'tar: a sparse file with a list of regions over 1 MiB');
      if (this.#mapRead % BLOCK !== 0) continue;
      const numbers = this.#lines > 0 ? wholeMap(this.#map, this.#lines) : undefined;
      if (!numbers) continue;
      this.#stored -= this.#mapRead;
      this.#start(regionsOf(numbers), this.#mapRead);
      return part.subarray(i + 1);
    }
    if (this.#mapRead === this.#stored) throw invalid('a sparse file whose list of regions does not end');
    return part.subarray(part.byteLength);
  }

  #start(regions: readonly Region[], listed: number): void {
    let end = 0;
    let stored = 0;
    for (const [offset, length] of regions) {
      if (offset < end || length > this.#size - offset)
        throw invalid('a sparse file whose regions overlap or lie behind its end');
      end = offset + length;
      stored += length;
    }
    if (stored !== this.#stored)
      throw invalid(`a sparse file of ${this.#stored} stored bytes with regions of ${stored}`);
    this.#regions = regions.filter(([, length]) => length > 0);
    this.#sink.begin(listed);
  }

  #takeData(part: Uint8Array): Uint8Array {
    const [offset, length] = this.#regions?.[this.#region] ?? [0, 0];
    this.#fillTo(Math.max(offset, this.#at));
    const taken = part.subarray(0, offset + length - this.#at);
    if (taken.byteLength === 0) throw new Error('more data than the regions hold');
    this.#sink.data(taken);
    this.#at += taken.byteLength;
    this.#stored -= taken.byteLength;
    if (this.#at === offset + length) this.#region += 1;
    return part.subarray(taken.byteLength);
  }

  #fillTo(offset: number): void {
    if (offset > this.#at) this.#sink.hole(offset - this.#at);
    this.#at = offset;
  }

  #end(): void {
    this.#fillTo(this.#size);
  }
}

const NEWLINE = 0x0a;

/** The numbers behind the first, which says how many pairs there are, once all are there. */
function wholeMap(text: string, ended: number): readonly number[] | undefined {
  const count = numberOf(text.slice(0, text.indexOf('\n')));
  if (ended < 1 + count * 2) return undefined;
  const lines = text.split('\n');
  if (!/^\0*$/.test(lines.slice(count * 2 + 1).join('\n')))
    throw invalid('something behind the regions of a sparse file');
  return lines.slice(1, count * 2 + 1).map(numberOf);
}
