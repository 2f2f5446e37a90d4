import type { ByteStream } from '@strake/core';
import { freed, OciError, type Tree } from '@strake/oci';
import type { Decompressors } from '../decompressors.ts';
import { FileOpError } from '../error.ts';
import type { Archive } from './archive.ts';

const BLOCK = 512;

type Packing = keyof Decompressors;

/** How packed files begin. bzip2: its magic, a digit, and the magic of a block or of the end of an empty file. */
const MAGIC: Readonly<Record<Packing, RegExp>> = {
  gzip: /^\x1f\x8b\x08/,
  zstd: /^(?:\x28\xb5\x2f\xfd|[\x50-\x5f]\x2a\x4d\x18)/,
  bzip2: /^BZh[1-9](?:\x31\x41\x59\x26\x53\x59|\x17\x72\x45\x38\x50\x90)/,
  xz: /^\xfd7zXZ\0/,
};

/**
 * The file as an archive, when its bytes, perhaps packed, begin with the header of a tar's entry; its name does not count.
 * A packed file that is broken before that header ends, or packs something else, is no archive. Throws `NO_DECOMPRESSOR`.
 */
export async function detectArchive(
  tree: Tree,
  path: string,
  decompressors: Partial<Decompressors>,
  signal?: AbortSignal,
): Promise<Archive | undefined> {
  const name = `/${path}`;
  const head = await firstBytes(tree.open(path, signal), BLOCK);
  const packing = packingOf(head);
  const plain = (signal?: AbortSignal): ByteStream => tree.open(path, signal, { reuse: true });
  if (!packing) return isTarHeader(head) ? { name, open: plain } : undefined;
  const decompress = decompressors[packing];
  if (!decompress) {
    throw new FileOpError('NO_DECOMPRESSOR', `${name} is packed with ${packing}, which cannot be read here`, {
      hint: `unpack it before the build, or copy it as it is with COPY or --unpack=false`,
      data: { archive: name, packing },
    });
  }
  const open = (signal?: AbortSignal): ByteStream => freed(decompress(tree.open(path, signal), signal));
  return isTarHeader(await unpackedHead(open, signal)) ? { name, open } : undefined;
}

/** What can be unpacked of the first bytes. */
async function unpackedHead(open: Archive['open'], signal?: AbortSignal): Promise<Uint8Array> {
  return firstBytes(untilBroken(open(signal), signal), BLOCK);
}

/** Ends where `source` fails, unless for other reasons than its bytes. */
async function* untilBroken(source: ByteStream, signal?: AbortSignal): ByteStream {
  try {
    yield* source;
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof OciError && error.code === 'PROGRAM_MISSING') throw noProgram(error);
  }
}

function noProgram(cause: OciError): FileOpError {
  const hint = cause.hint === undefined ? {} : { hint: cause.hint };
  return new FileOpError('NO_DECOMPRESSOR', cause.message, { cause, data: cause.data, ...hint });
}

function packingOf(head: Uint8Array): Packing | undefined {
  const text = String.fromCharCode(...head.subarray(0, 16));
  return (Object.keys(MAGIC) as Packing[]).find((packing) => MAGIC[packing].test(text));
}

async function firstBytes(source: ByteStream, count: number): Promise<Uint8Array> {
  const head = new Uint8Array(count);
  let filled = 0;
  for await (const chunk of source) {
    const part = chunk.subarray(0, count - filled);
    head.set(part, filled);
    filled += part.byteLength;
    if (filled === count) break;
  }
  return head.subarray(0, filled);
}

/** Whether a block has the checksum that it says it has: the sum of its bytes, those of the sum itself as blanks. */
function isTarHeader(block: Uint8Array): boolean {
  if (block.byteLength < BLOCK) return false;
  const field = String.fromCharCode(...block.subarray(148, 156));
  const said = /^[ \0]*([0-7]+)[ \0]*$/.exec(field)?.[1];
  if (said === undefined) return false;
  const sum = block.reduce((total, byte, i) => total + (i >= 148 && i < 156 ? 0x20 : byte), 0);
  return sum === Number.parseInt(said, 8);
}
