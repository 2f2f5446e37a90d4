import { crc32 } from 'node:zlib';
import type { ByteStream } from '@strake/core';
import { OciError } from '../../error.ts';
import { CHUNK, type Engine, openEngine, type OpenEngine } from './engine.ts';

export interface MemberOptions {
  readonly signal?: AbortSignal | undefined;
  /** Default: Node's streams. */
  readonly open?: OpenEngine;
  /** Not to compare the members' checksums: the packed bytes are verified, and who made them may write any sum to any data. */
  readonly unchecked?: boolean;
}

/**
 * The data of gzip members one after another (RFC 1952). Each member is given whole before anything behind it is looked at.
 * What follows the last is ignored when it begins with a zero, as padding does. Throws `COMPRESSION_INVALID`.
 */
export async function* readMembers(data: ByteStream, options: MemberOptions = {}): ByteStream {
  const input = openInput(data, options.signal);
  try {
    for (let isFirst = true; isFirst || (await goesOn(input)); isFirst = false) {
      await passHeader(input);
      yield* inflateMember(input, isFirst ? CHUNK : LATER_CHUNK, options);
    }
  } finally {
    await input[Symbol.asyncDispose]();
  }
}

interface Input extends AsyncDisposable {
  /** Bytes that have not been taken yet, at least one; nothing at the end. */
  peek(): Promise<Uint8Array | undefined>;
  /** Takes `count` of them. */
  take(count: number): void;
  /** The next byte. Throws at the end. */
  byte(): Promise<number>;
}

function openInput(data: ByteStream, signal?: AbortSignal): Input {
  const source = data[Symbol.asyncIterator]();
  let chunk = new Uint8Array();
  let isDone = false;
  const peek = async (): Promise<Uint8Array | undefined> => {
    while (chunk.byteLength === 0 && !isDone) {
      signal?.throwIfAborted();
      const next = await source.next();
      if (next.done) isDone = true;
      else chunk = next.value as Uint8Array<ArrayBuffer>;
    }
    return isDone ? undefined : chunk;
  };
  const take = (count: number): void => {
    chunk = chunk.subarray(count);
  };
  return {
    peek,
    take,
    byte: async () => {
      const first = chunk[0] ?? (await peek())?.[0];
      if (first === undefined) throw cutOff();
      take(1);
      return first;
    },
    [Symbol.asyncDispose]: async () => void (await source.return?.()),
  };
}

async function goesOn(input: Input): Promise<boolean> {
  const [first] = (await input.peek()) ?? [];
  return first !== undefined && first !== 0;
}

/** Bytes of output per turn: of members behind the first there may be one per file, and each has a buffer of its own. */
const LATER_CHUNK = 64 * 1024;
const HAS_CHECKSUM = 0x02;
const HAS_EXTRA = 0x04;
const HAS_NAME = 0x08;
const HAS_COMMENT = 0x10;
const RESERVED = 0xe0;
/** Bytes of one header: names and comments have no bound of their own. */
const LONGEST_HEADER = 1024 * 1024;

async function passHeader(input: Input): Promise<void> {
  const seen: number[] = [];
  const byte = async (): Promise<number> => {
    if (seen.length === LONGEST_HEADER) throw broken('a header without end');
    const next = await input.byte();
    seen.push(next);
    return next;
  };
  const pass = async (count: number): Promise<void> => {
    for (let i = 0; i < count; i += 1) await byte();
  };
  const passText = async (): Promise<void> => {
    while ((await byte()) !== 0);
  };
  if ((await byte()) !== 0x1f || (await byte()) !== 0x8b) throw broken('what follows is no member');
  if ((await byte()) !== 8) throw broken('an unknown method');
  const flags = await byte();
  if ((flags & RESERVED) !== 0) throw broken('unknown flags');
  await pass(6);
  if (flags & HAS_EXTRA) await pass((await byte()) + (await byte()) * 2 ** 8);
  if (flags & HAS_NAME) await passText();
  if (flags & HAS_COMMENT) await passText();
  if (!(flags & HAS_CHECKSUM)) return;
  const sum = crc32(Uint8Array.from(seen)) % 2 ** 16;
  if (sum !== (await byte()) + (await byte()) * 2 ** 8) throw broken('the checksum of a header differs');
}

async function* inflateMember(input: Input, chunkSize: number, options: MemberOptions): ByteStream {
  const { open = openEngine, unchecked = false } = options;
  const engine = open('gzip', chunkSize);
  try {
    yield* inflated(engine, input, unchecked);
  } finally {
    engine[Symbol.dispose]();
  }
}

async function* inflated(engine: Engine, input: Input, unchecked: boolean): ByteStream {
  let sum = 0;
  let size = 0;
  for (let isWhole = false; !isWhole; ) {
    const chunk = await input.peek();
    if (!chunk) throw cutOff();
    const parts = engine.feed(chunk);
    let part = await parts.next();
    for (; !part.done; part = await parts.next()) {
      if (!unchecked) sum = crc32(part.value, sum);
      size += part.value.byteLength;
      yield part.value;
    }
    isWhole = part.value < chunk.byteLength;
    input.take(part.value);
  }
  if (sum !== (await word(input)) && !unchecked) throw broken('the checksum differs');
  if (size % 2 ** 32 !== (await word(input))) throw broken('the size differs');
}

/** A number of four bytes, the lowest first. */
async function word(input: Input): Promise<number> {
  let value = 0;
  for (let unit = 1; unit < 2 ** 32; unit *= 2 ** 8) value += (await input.byte()) * unit;
  return value;
}

function cutOff(): OciError {
  return broken('they end in the middle of a member');
}

function broken(why: string): OciError {
  return new OciError('COMPRESSION_INVALID', `corrupt gzip data: ${why}`);
}
