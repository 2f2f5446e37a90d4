import type { ByteStream, Digest } from '@strake/core';
import type { Indexed, IndexRequest, IndexSink } from '../layer/indexer.ts';
import { readIndex } from '../layer/read-index.ts';
import type { Descriptor } from '../model/index.ts';
import { unpackedTar, unpacking } from './form-bytes.ts';
import type { KeptContents } from './kept-contents.ts';
import type { KeptTar } from './kept-tar.ts';
import { findIndex, type Forms, here } from './layer-forms.ts';
import { neededForm } from './origin.ts';
import { ensurePacked, fetchedPacked, LAYER_LIMIT } from './packed-bytes.ts';
import { verifying } from './verify-blob.ts';

/** Packed bytes from which another core is worth the trouble. */
const LARGE = 8 * 1024 * 1024;

/** What else comes of it when a layer is unpacked for its index. */
export interface Beside {
  /** As in `Layer.index`. */
  readonly only?: boolean;
  /** The tar goes through it, unless that is elsewhere. */
  readonly kept?: KeptTar | undefined;
  /** Where the contents of files may go, as in `Layer.fetch`; `done` once they are there. */
  readonly contents?: { readonly directory: string; readonly done: () => void } | undefined;
  /** The contents of a layer that is not large go there, too. */
  readonly memory?: KeptContents | undefined;
}

/** An index, and its stored form where that was made with it. */
export type MadeIndex = Pick<Indexed, 'index'> & Partial<Pick<Indexed, 'blob'>>;

/** The index of a layer that is packed. A large one is looked at on another core, while it comes. */
export function indexPacked(forms: Forms, diffId: Digest, signal: AbortSignal, beside?: Beside): Promise<MadeIndex> {
  return unpacking(forms, diffId, () => indexOnce(forms, diffId, signal, beside));
}

async function indexOnce(
  forms: Forms,
  diffId: Digest,
  signal: AbortSignal,
  { only = false, kept, contents, memory }: Beside = {},
): Promise<MadeIndex> {
  const packed = await neededForm(forms, diffId, signal);
  if (forms.indexer && packed.size >= LARGE) {
    const request = { diffId, limit: forms.layerLimit ?? LAYER_LIMIT, contents: contents?.directory };
    const indexed = await indexElsewhere(forms, forms.indexer, request, { packed, only }, signal);
    if (indexed.hasContents) contents?.done();
    return indexed;
  }
  const { createHasher } = forms;
  const isKept = kept !== undefined || memory !== undefined;
  const tar = verifying(unpackedTar(forms, diffId, signal, !isKept), { digest: diffId }, createHasher);
  const index = await readIndex(kept?.pass(tar) ?? tar, diffId, { createHasher, signal, contents: memory?.pass() });
  memory?.done();
  return { index };
}

async function indexElsewhere(
  forms: Forms,
  indexer: NonNullable<Forms['indexer']>,
  request: IndexRequest,
  { packed, only }: { readonly packed: Descriptor; readonly only: boolean },
  signal: AbortSignal,
): Promise<Indexed> {
  const sink = await indexer.open(request, signal);
  try {
    if (only && !(await here(forms, packed)))
      await readInto(sink, fetchedPacked(forms, request.diffId, packed, signal), signal);
    else await keptInto(sink, forms, request.diffId, packed, signal);
    return await sink.end();
  } finally {
    sink[Symbol.dispose]();
  }
}

async function keptInto(
  sink: IndexSink,
  forms: Forms,
  diffId: Digest,
  packed: Descriptor,
  signal: AbortSignal,
): Promise<void> {
  // Somebody else may bring it meanwhile.
  let hasPassed = false;
  await ensurePacked(forms, diffId, packed, signal, async function* (data) {
    yield* passing(data, sink);
    hasPassed = true;
  });
  if (!hasPassed) await readInto(sink, forms.content.read(packed.digest, { reuse: true, signal }), signal);
}

async function readInto(sink: IndexSink, data: ByteStream, signal: AbortSignal): Promise<void> {
  for await (const _ of passing(data, sink)) signal.throwIfAborted();
}

async function* passing(data: ByteStream, sink: IndexSink): ByteStream {
  for await (const chunk of data) {
    await sink.write(chunk);
    yield chunk;
  }
}

/** Whether fetching a layer is the time to make its index. */
export async function wantsIndex(forms: Forms, diffId: Digest, packed: Descriptor): Promise<boolean> {
  if (!forms.indexer || packed.size < LARGE) return false;
  return (await findIndex(forms, diffId)) === undefined;
}
