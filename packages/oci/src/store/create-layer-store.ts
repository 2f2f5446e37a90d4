import type { Digest } from '@strake/core';
import type { Layer, LayerIndex } from '../layer/layer.ts';
import { writeLayer } from '../layer/write-layer.ts';
import type { Descriptor } from '../model/index.ts';
import { createFlights } from './flights.ts';
import { fileContent, plainTar } from './form-bytes.ts';
import { findIndex, type Forms, type LayerStoreOptions, packedHere, plainHere } from './layer-forms.ts';
import { type Beside, wantsIndex } from './index-packed.ts';
import { type KeptContents, keepContents } from './kept-contents.ts';
import { keepTar } from './kept-tar.ts';
import type { LayerStore } from './layer-store.ts';
import { announcedForm, originOf, recordOrigin, trueOrigin } from './origin.ts';
import { ensurePacked, packedBytes } from './packed-bytes.ts';
import { packLayer } from './pack-layer.ts';
import { loadIndex, saveIndex } from './stored-index.ts';
import { listingOf } from './stored-listing.ts';

/** Layers over a content store: plain tars are blobs by diffID, indexes are blobs found by a record. */
export function createLayerStore(options: LayerStoreOptions): LayerStore {
  const forms: Forms = {
    ...options,
    flights: createFlights(),
    origins: new Map(),
    fetches: new Map(),
    plainSizes: new Map(),
    atHand: new Set(),
    room: { bytes: MOST_KEPT },
  };
  const layers = new Map<Digest, WeakRef<Layer>>();
  const layerOf = (diffId: Digest, origin: Descriptor | undefined, index?: LayerIndex): Layer => {
    const known = layers.get(diffId)?.deref();
    if (known && (!origin || known.packed?.digest === origin.digest)) return known;
    const layer = createLayer(forms, diffId, origin, index);
    layers.set(diffId, new WeakRef(layer));
    return layer;
  };
  return {
    get: async (diffId) => {
      const origin = await originOf(forms, diffId);
      const here = origin ?? (await plainHere(forms, diffId)) ?? (await packedHere(forms, diffId));
      return here && layerOf(diffId, origin);
    },
    announced: (diffId) => announcedForm(forms, diffId),
    remember: async (diffId, packed, fetch) => {
      forms.fetches.set(packed.digest, fetch);
      await recordOrigin(forms, diffId, packed);
      return layerOf(diffId, packed);
    },
    write: async (entries, signal) => {
      const index = await writeLayer(entries, { store: forms.content, createHasher: forms.createHasher, signal });
      await saveIndex(forms, index);
      return layerOf(index.diffId, undefined, index);
    },
    pack: (layer, packing, signal, follower) =>
      packLayer(forms, layer, typeof packing === 'string' ? { compression: packing } : packing, signal, follower),
  };
}

function createLayer(forms: Forms, diffId: Digest, packed: Descriptor | undefined, made?: LayerIndex): Layer {
  let index = made;
  let memory: KeptContents | undefined;
  const layer: Layer = {
    diffId,
    index: async (signal, { only = false } = {}) => {
      index ??= await indexOf(forms, diffId, signal, { only, memory });
      return index;
    },
    storedIndex: () => findIndex(forms, diffId),
    whole: async (signal) => {
      const kept = packed && packed.size <= SMALL ? keepTar() : undefined;
      index ??= await indexOf(forms, diffId, signal, { kept });
      return { index, tar: kept?.again() ?? plainTar(forms, diffId, signal, true) };
    },
    tar: (signal, { reuse = false } = {}) => plainTar(forms, diffId, signal, reuse),
    content: (entry, signal, { reuse = false } = {}) =>
      fileContent(forms, diffId, entry, { reuse, ...(signal && { signal }) }),
    hasTar: async () => (await plainHere(forms, diffId)) !== undefined,
    readSmall: ({ offset, size }, reader) =>
      forms.atHand.has(diffId) ? forms.content.readSmall?.(diffId, [offset, offset + size], reader) : undefined,
    ...(packed && {
      packed,
      packedBytes: (signal?: AbortSignal) =>
        packedBytes(forms, diffId, packed, { verify: true, ...(signal && { signal }) }),
      fetch: async (signal?: AbortSignal, contents?: string) =>
        givesContents(forms, memory, contents) || bringPacked(forms, diffId, packed, signal, contents),
      keepContents: () => {
        if (forms.openContents && packed.size <= SMALL) memory ??= keepContents(forms.room);
      },
      hasContents: () => memory?.areWhole === true,
      listed: async () => {
        const listing = await listingOf(forms, diffId, packed);
        return listing ? { ...layer, listing } : layer;
      },
    }),
  };
  return layer;
}

/** Whether the contents were kept, and lie in the directory now. */
function givesContents(forms: Forms, memory: KeptContents | undefined, directory: string | undefined): boolean {
  if (directory === undefined || memory?.areWhole !== true || forms.openContents === undefined) return false;
  const files = forms.openContents(directory);
  try {
    memory.giveTo(files);
    return files.areWhole;
  } finally {
    files[Symbol.dispose]();
  }
}

/** Bytes of contents that are kept at a time. */
const MOST_KEPT = 16 * 1024 * 1024;

/** Packed bytes of which unpacking twice is more trouble than keeping the tar. */
const SMALL = 4 * 1024 * 1024;

function indexOf(forms: Forms, diffId: Digest, signal: AbortSignal | undefined, beside?: Beside): Promise<LayerIndex> {
  return forms.flights.run(`index ${diffId}`, signal, (abort) => loadIndex(forms, diffId, abort, beside));
}

/** Whoever unpacks a layer needs its index too: what another core can do is done while the bytes come. */
async function bringPacked(
  forms: Forms,
  diffId: Digest,
  packed: Descriptor,
  signal: AbortSignal | undefined,
  directory: string | undefined,
): Promise<boolean> {
  const form = (await trueOrigin(forms, diffId, { preferred: packed, signal })) ?? packed;
  let hasContents = false;
  const contents = directory === undefined ? undefined : { directory, done: () => void (hasContents = true) };
  if (await wantsIndex(forms, diffId, form)) await indexOf(forms, diffId, signal, { contents });
  await ensurePacked(forms, diffId, form, signal);
  return hasContents;
}
