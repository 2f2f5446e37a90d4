import type { ByteStream } from '@strake/core';
import { atMost } from '../compress/codec.ts';
import { freed } from '../compress/freed.ts';
import { type Decoders, unpacked } from '../compress/sniff.ts';
import { createBlockQueue } from '../layer/block-queue.ts';
import type { Indexed, IndexRequest, LayerSink, Listed, ListRequest } from '../layer/indexer.ts';
import { listUnpacked } from '../layer/list-unpacked.ts';
import { readIndex } from '../layer/read-index.ts';
import type { KeptContents } from './kept-contents.ts';
import type { KeptTar } from './kept-tar.ts';
import type { Forms } from './layer-forms.ts';
import { verifying } from './verify-blob.ts';

/** What passes on the way to an index, and is wanted once more. */
export interface Passing {
  readonly kept?: KeptTar | undefined;
  readonly memory?: KeptContents | undefined;
}

/** Bytes that may wait to be looked at. */
const MOST_WAITING = 2 * 1024 * 1024;

/** Makes something in this thread while the packed bytes come: the codecs have threads of their own. */
class SinkHere<T> implements LayerSink<T> {
  readonly #queue = createBlockQueue((block) => this.#taken(block.byteLength));
  readonly #result: Promise<T>;
  #waiting = 0;
  #isSettled = false;
  #wake = (): void => undefined;

  constructor(make: (packed: ByteStream) => Promise<T>) {
    this.#result = make(this.#queue.blocks()).finally(() => {
      this.#isSettled = true;
      this.#wake();
    });
    this.#result.catch(() => undefined);
  }

  async write(chunk: Uint8Array): Promise<void> {
    while (this.#waiting >= MOST_WAITING && !this.#isSettled) await new Promise<void>((awake) => (this.#wake = awake));
    if (this.#isSettled) return;
    this.#waiting += chunk.byteLength;
    this.#queue.push(new Uint8Array(chunk));
  }

  end(): Promise<T> {
    this.#queue.end();
    return this.#result;
  }

  [Symbol.dispose](): void {
    this.#queue.drop();
  }

  #taken(count: number): void {
    this.#waiting -= count;
    this.#wake();
  }
}

interface IndexForms extends Pick<Forms, 'createHasher'> {
  readonly decoders: Decoders;
}

export function indexHere(
  forms: IndexForms,
  request: IndexRequest,
  passing: Passing,
  signal: AbortSignal,
): LayerSink<Indexed> {
  return new SinkHere((packed) => indexOf(packed, forms, request, passing, signal));
}

export function listHere(
  { codecs }: Pick<Forms, 'codecs'>,
  request: ListRequest,
  signal: AbortSignal,
): LayerSink<Listed> {
  return new SinkHere((packed) => listUnpacked(unpacked(packed, codecs, signal, freed), request, signal));
}

async function indexOf(
  packed: ByteStream,
  { decoders, createHasher }: IndexForms,
  { diffId, limit }: IndexRequest,
  { kept, memory }: Passing,
  signal: AbortSignal,
): Promise<Indexed> {
  const use = kept || memory ? undefined : freed;
  const plain = atMost(unpacked(packed, decoders, signal, use), limit, `layer ${diffId}`);
  const tar = verifying(plain, { digest: diffId }, createHasher);
  const index = await readIndex(kept?.pass(tar) ?? tar, diffId, { createHasher, signal, contents: memory?.pass() });
  memory?.done();
  return { index, hasContents: false };
}
