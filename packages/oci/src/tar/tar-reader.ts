import { OciError } from '../error.ts';
import { decodeName } from '../model/index.ts';
import { decodeHeader, invalid, isZeroBlock, type TarHeader } from './header.ts';
import { makeEntry, shown } from './make-entry.ts';
import { checkGlobalPax, decodePax, type PaxFields } from './pax.ts';
import { SparseData, type SparseFile } from './sparse.ts';
import { BLOCK, padded, type TarEntry } from './tar-entry.ts';
import { zeros } from './zeros.ts';

/** Receives what a `TarReader` finds, synchronously. */
export interface TarHandler {
  entry(entry: TarEntry): void;
  /** Bytes of the file that came last; a view that holds until the next `push`. */
  data(chunk: Uint8Array): void;
  /** Zeros of that file, in order with `data`: with `sparse` only. Without this they come as data. */
  hole?(size: number): void;
}

/** A push parser: no I/O of its own. */
export interface TarReader {
  push(chunk: Uint8Array): void;
  /** Whether the two zero blocks have come: nothing behind them counts. */
  readonly isAtEnd: boolean;
  /** Bytes of a file's data and padding that are still to come: a source that can seek may `skip` them. */
  readonly skippable: number;
  /** Says that the next `count` bytes, at most `skippable`, will not be pushed. */
  skip(count: number): void;
  /** Throws when the archive is cut off. */
  end(): void;
}

export interface TarLimits {
  /** Entries of one archive; default 1,000,000. */
  readonly entries?: number;
  /** Bytes of all extended headers and long names together; default 256 MiB. They take little in a packed archive. */
  readonly extended?: number;
}

/** What is read beyond what all readers agree on: for archives that only Docker's equal will read. */
export interface TarOptions extends TarLimits {
  /** Also GNU tar's sparse files in PAX archives, of up to 64 GiB with their holes. Their offset is that of the first byte that is stored. */
  readonly sparse?: boolean;
  /** Also names with `..` that stay inside, cleaned by text: `a/../b` is `b`, whatever `a` is. */
  readonly inwardNames?: boolean;
}

/** Bytes of one extended header or long name. */
const META_LIMIT = 1024 * 1024;
/** Bytes of all of them in one archive. */
const ALL_META_LIMIT = 256 * 1024 * 1024;

/**
 * Reads v7, ustar, PAX and GNU archives, and refuses what readers disagree on or what no layer needs (`TAR_INVALID`): bad
 * checksums, negative or garbled numbers, sizes on entries without data, several extended headers for one entry, long-name
 * headers beside an extended one, global headers that change entries, sparse files, multi-volume parts, unknown types,
 * NUL in names, a lone zero block, extended headers over 1 MiB, owners and device numbers out of range. Names go through
 * `parseEntryPath` (`PATH_UNSAFE`). What follows the two zero blocks is ignored.
 */
export function createTarReader(handler: TarHandler, options: TarOptions = {}): TarReader {
  return new Reader(handler, options);
}

/** What the headers before an entry have said. */
interface Pending {
  global?: true;
  pax?: PaxFields;
  longName?: string;
  longLink?: string;
}
type MetaType = 'x' | 'g' | 'L' | 'K';

class Reader implements TarReader {
  readonly #handler: TarHandler;
  readonly #options: TarOptions;
  readonly #entryLimit: number;
  /** Bytes of extended headers that may still come. */
  #metaLeft: number;
  readonly #block = new Uint8Array(BLOCK);
  #filled = 0;
  #position = 0;
  #entries = 0;
  /** Bytes of data and of padding that are still to come. */
  #data = 0;
  #padding = 0;
  /** Whether that padding is behind an extended header or a long name. */
  #isMetaPadding = false;
  #meta: { readonly type: MetaType; readonly body: Uint8Array; filled: number } | undefined;
  #pending: Pending = {};
  #zeroBlocks = 0;
  /** Of the current file, when it is sparse. */
  #sparse: SparseData | undefined;

  constructor(handler: TarHandler, options: TarOptions) {
    this.#handler = handler;
    this.#options = options;
    this.#entryLimit = options.entries ?? 1_000_000;
    this.#metaLeft = options.extended ?? ALL_META_LIMIT;
  }

  push(chunk: Uint8Array): void {
    let at = 0;
    while (at < chunk.byteLength && !this.isAtEnd) {
      const rest = chunk.byteLength - at;
      if (this.#data > 0) at += this.#takeData(chunk.subarray(at, at + this.#data));
      else if (this.#padding > 0) at += this.#passPadding(chunk.subarray(at, at + Math.min(rest, this.#padding)));
      else at += this.#takeBlock(chunk.subarray(at, at + BLOCK - this.#filled));
    }
  }

  get isAtEnd(): boolean {
    return this.#zeroBlocks === 2;
  }

  get skippable(): number {
    return this.#meta || this.#isMetaPadding || this.#sparse ? 0 : this.#data + this.#padding;
  }

  skip(count: number): void {
    if (count > this.skippable) throw new RangeError('more than what may be skipped');
    const data = Math.min(count, this.#data);
    this.#data -= data;
    this.#padding -= count - data;
    this.#position += count;
  }

  end(): void {
    const cut = this.#data > 0 || this.#padding > 0 || this.#filled > 0 || this.#meta !== undefined;
    if (cut) throw invalid('the archive ends in the middle of an entry');
    this.#checkNothingPending();
  }

  #checkNothingPending(): void {
    if (Object.keys(this.#pending).length > 0) throw invalid('an extended header without an entry');
  }

  #takeData(part: Uint8Array): number {
    this.#data -= part.byteLength;
    this.#position += part.byteLength;
    if (this.#meta) {
      this.#meta.body.set(part, this.#meta.filled);
      this.#meta.filled += part.byteLength;
      if (this.#data === 0) this.#endMeta(this.#meta.type, this.#meta.body);
    } else if (this.#sparse) {
      this.#sparse.push(part);
    } else {
      this.#handler.data(part);
    }
    return part.byteLength;
  }

  /** Python takes a long name to end where its block does, whatever size it has. */
  #passPadding(part: Uint8Array): number {
    if (this.#isMetaPadding && !isZeroBlock(part)) throw invalid('something behind the end of an extended header');
    this.#padding -= part.byteLength;
    this.#position += part.byteLength;
    if (this.#padding === 0) this.#isMetaPadding = false;
    return part.byteLength;
  }

  #takeBlock(part: Uint8Array): number {
    this.#position += part.byteLength;
    if (part.byteLength === BLOCK) {
      this.#endBlock(part);
    } else {
      this.#block.set(part, this.#filled);
      this.#filled += part.byteLength;
      if (this.#filled === BLOCK) {
        this.#filled = 0;
        this.#endBlock(this.#block);
      }
    }
    return part.byteLength;
  }

  #endBlock(block: Uint8Array): void {
    if (block[0] === 0 && isZeroBlock(block)) {
      this.#checkNothingPending();
      this.#zeroBlocks += 1;
      return;
    }
    if (this.#zeroBlocks > 0) throw invalid('a lone block of zeros between entries');
    const header = decodeHeader(block);
    if (isMeta(header.type)) this.#startMeta(header.type, header.size);
    else this.#startEntry(header);
  }

  #startMeta(type: MetaType, size: number): void {
    if (size > META_LIMIT) throw new OciError('LIMIT_EXCEEDED', `tar: extended header of ${size} bytes`);
    if (size === 0) throw invalid('an empty extended header');
    this.#metaLeft -= size;
    if (this.#metaLeft < 0)
      throw new OciError('LIMIT_EXCEEDED', 'tar: too many bytes of extended headers and long names');
    this.#meta = { type, body: new Uint8Array(size), filled: 0 };
    this.#expectData(size);
    this.#isMetaPadding = this.#padding > 0;
  }

  #endMeta(type: MetaType, body: Uint8Array): void {
    this.#meta = undefined;
    const pending = this.#pending;
    const { pax, longName, longLink } = pending;
    if (type === 'g') {
      checkGlobalPax(body);
      pending.global = true;
      return;
    }
    const long = longName !== undefined || longLink !== undefined;
    const twice = type === 'x' ? pax || long : pax || (type === 'L' ? longName : longLink) !== undefined;
    if (twice) throw invalid('several extended headers for one entry');
    if (type === 'x') pending.pax = decodePax(body, this.#options.sparse);
    else if (type === 'L') pending.longName = longText(body);
    else pending.longLink = longText(body);
  }

  #startEntry(header: TarHeader): void {
    const { pax = {}, longName, longLink } = this.#pending;
    this.#pending = {};
    this.#entries += 1;
    if (this.#entries > this.#entryLimit)
      throw new OciError('LIMIT_EXCEEDED', `tar: more than ${this.#entryLimit} entries`);
    const name = pax.sparse?.name ?? pax.path ?? longName ?? header.name;
    const linkname = pax.linkpath ?? longLink ?? header.linkname;
    if (header.type === '\0' && header.name.endsWith('/') !== name.endsWith('/'))
      throw invalid(`file or directory? Its headers call it ${shown(header.name)} and ${shown(name)}`);
    const fields = { ...header, ...pax, name, linkname };
    const entry = makeEntry(fields, this.#position, this.#options.inwardNames === true);
    this.#sparse = undefined;
    if (pax.sparse) return this.#startSparse(entry, pax.sparse, fields.size);
    if (entry.type === 'file') this.#expectData(entry.size);
    this.#handler.entry(entry);
  }

  #startSparse(entry: TarEntry, file: SparseFile, stored: number): void {
    if (entry.type !== 'file') throw invalid(`${entry.type} ${shown(entry.path)} that is sparse`);
    const handler = this.#handler;
    this.#expectData(stored);
    this.#sparse = new SparseData(file, stored, {
      begin: (listed) => handler.entry({ ...entry, size: file.size, offset: entry.offset + listed }),
      data: (chunk) => handler.data(chunk),
      hole(size) {
        if (handler.hole) handler.hole(size);
        else for (const chunk of zeros(size)) handler.data(chunk);
      },
    });
  }

  #expectData(size: number): void {
    this.#data = size;
    this.#padding = padded(size) - size;
  }
}

function isMeta(type: string): type is MetaType {
  return type === 'x' || type === 'g' || type === 'L' || type === 'K';
}

function longText(body: Uint8Array): string {
  const end = body.indexOf(0);
  if (end !== -1 && !isZeroBlock(body.subarray(end))) throw invalid('NUL inside a long name');
  return decodeName(end === -1 ? body : body.subarray(0, end));
}
