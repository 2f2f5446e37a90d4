/** Entry of a thread that makes the indexes of layers. */
import { parentPort } from 'node:worker_threads';
import { type ByteStream, join } from '@strake/core';
import { atMost } from '../../compress/codec.ts';
import { decompressHere } from '../../compress/node/decompress.ts';
import { unpacked } from '../../compress/sniff.ts';
import { nodeHasher } from '../../hash/node-hasher.ts';
import { verifying } from '../../store/verify-blob.ts';
import { encodeIndexBlob } from '../index-codec.ts';
import type { IndexRequest, ListRequest } from '../indexer.ts';
import { listUnpacked } from '../list-unpacked.ts';
import { readIndex } from '../read-index.ts';
import { type BlockQueue, createBlockQueue } from '../block-queue.ts';
import { openContentFiles } from './content-files.ts';
import { failureOf, type FromThread, type Made, type ToThread, type Work } from './index-messages.ts';

const port = parentPort as NonNullable<typeof parentPort>;
const send = (message: FromThread, memory: readonly ArrayBuffer[] = []): void => port.postMessage(message, [...memory]);

/** Layers by number, as long as their bytes are of interest. */
const layers = new Map<number, BlockQueue>();

port.on('message', (message: ToThread) => {
  if (message.kind === 'close') return port.close();
  const queue = layers.get(message.layer);
  if (message.kind === 'open') void open(message.layer, message);
  else if (message.kind === 'block') queue?.push(message.block);
  else if (message.kind === 'end') queue?.end();
  else queue?.drop();
});

async function open(layer: number, work: Work): Promise<void> {
  const queue = createBlockQueue(({ buffer: memory }) => send({ layer, kind: 'spare', memory }, [memory]));
  layers.set(layer, queue);
  try {
    const packed = queue.blocks();
    const made = await (work.make === 'index' ? indexOf(packed, work.request) : listingOf(packed, work.request));
    send({ layer, kind: 'made', ...made });
  } catch (error) {
    send({ layer, kind: 'failed', failure: failureOf(error) });
  } finally {
    layers.delete(layer);
  }
}

async function indexOf(packed: ByteStream, { diffId, limit, contents }: IndexRequest): Promise<Made> {
  const plain = atMost(unpacked(packed, decompressHere()), limit, `layer ${diffId}`);
  const tar = verifying(plain, { digest: diffId }, nodeHasher);
  const files = contents === undefined ? undefined : openContentFiles(contents);
  try {
    const index = await readIndex(tar, diffId, { createHasher: nodeHasher, contents: files });
    return { blob: join([...encodeIndexBlob(index)]), hasContents: files?.areWhole === true };
  } finally {
    files?.[Symbol.dispose]();
  }
}

async function listingOf(packed: ByteStream, request: ListRequest): Promise<Made> {
  const { blob } = await listUnpacked(unpacked(packed, decompressHere({ unchecked: true })), request);
  return { blob, hasContents: false };
}
