import type { ByteStream, Digest } from '@strake/core';
import type { Decoders } from '../compress/sniff.ts';
import type { Indexed, LayerSink } from '../layer/indexer.ts';
import type { Descriptor } from '../model/index.ts';
import { unpacking } from './form-bytes.ts';
import { indexHere, type Passing } from './index-here.ts';
import { findIndex, type Forms, here } from './layer-forms.ts';
import { neededForm } from './origin.ts';
import { ensurePacked, fetchedPacked, LAYER_LIMIT } from './packed-bytes.ts';

/** Packed bytes from which another core is worth the trouble. */
export const LARGE: number = 8 * 1024 * 1024;

/** Packed bytes up to which a layer is unpacked sooner in this thread than by those of the codecs: they wait for each other. */
const SMALL = 4 * 1024 * 1024;

/** What else comes of it when a layer is unpacked for its index. What passes is that of a layer that is not large. */
export interface Beside extends Passing {
  /** As in `Layer.index`. */
  readonly only?: boolean;
  /** Where the contents of files may go, as in `Layer.fetch`; `done` once they are there. */
  readonly contents?: { readonly directory: string; readonly done: () => void } | undefined;
}

/** An index, and its stored form where that was made with it. */
export type MadeIndex = Pick<Indexed, 'index' | 'blob'>;

/** The index of a layer that is packed, made while it comes. A large one is looked at on another core. */
export function indexPacked(forms: Forms, diffId: Digest, signal: AbortSignal, beside?: Beside): Promise<MadeIndex> {
  return unpacking(forms, diffId, () => indexOnce(forms, diffId, signal, beside));
}

async function indexOnce(
  forms: Forms,
  diffId: Digest,
  signal: AbortSignal,
  { only = false, contents, ...passing }: Beside = {},
): Promise<MadeIndex> {
  const packed = await neededForm(forms, diffId, signal);
  const request = { diffId, limit: forms.layerLimit ?? LAYER_LIMIT, contents: contents?.directory };
  const elsewhere = packed.size >= LARGE ? forms.indexer : undefined;
  const decoders = decodersFor(packed, forms);
  const sink =
    (await elsewhere?.open(request, signal)) ??
    indexHere({ ...forms, decoders }, request, elsewhere ? {} : passing, signal);
  try {
    if (elsewhere && only && !(await here(forms, packed)))
      await readInto(sink, fetchedPacked(forms, diffId, packed, signal), signal);
    else await keptInto(sink, forms, diffId, packed, signal);
    const indexed = await sink.end();
    if (indexed.hasContents) contents?.done();
    return indexed;
  } finally {
    sink[Symbol.dispose]();
  }
}

function decodersFor({ size }: Descriptor, { smallDecoders, codecs }: Forms): Decoders {
  return size < SMALL && smallDecoders ? smallDecoders : codecs;
}

async function keptInto(
  sink: LayerSink<Indexed>,
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

export async function readInto(sink: LayerSink<unknown>, data: ByteStream, signal: AbortSignal): Promise<void> {
  for await (const _ of passing(data, sink)) signal.throwIfAborted();
}

async function* passing(data: ByteStream, sink: LayerSink<unknown>): ByteStream {
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
