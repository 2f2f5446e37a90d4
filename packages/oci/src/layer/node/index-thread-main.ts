/** Entry of a thread that makes the indexes of layers, one after another. */
import { parentPort } from 'node:worker_threads';
import { type ByteStream, collect, type Digest } from '@strake/core';
import { atMost } from '../../compress/codec.ts';
import { freed } from '../../compress/freed.ts';
import { nodeCodecs } from '../../compress/node/codecs.ts';
import { unpacked } from '../../compress/sniff.ts';
import { nodeHasher } from '../../hash/node-hasher.ts';
import { verifying } from '../../store/verify-blob.ts';
import { encodeIndexBlob } from '../index-codec.ts';
import { readIndex } from '../read-index.ts';
import { failureOf, type FromThread, type ToThread } from './index-messages.ts';

type Block = Uint8Array<ArrayBuffer>;

const port = parentPort as NonNullable<typeof parentPort>;
const send = (message: FromThread, memory: readonly ArrayBuffer[] = []): void => port.postMessage(message, [...memory]);

/** Blocks that wait; `undefined` is the end. */
let waiting: (Block | undefined)[] = [];
let wake = (): void => undefined;
/** Whether the blocks that come are of interest. */
let isOpen = false;

port.on('message', (message: ToThread) => {
  if (message.kind === 'open') {
    waiting = [];
    isOpen = true;
    void index(message.diffId, message.limit);
  } else if (isOpen) {
    waiting.push(message.kind === 'block' ? message.block : undefined);
    wake();
  }
});

async function index(diffId: Digest, limit: number): Promise<void> {
  try {
    const plain = atMost(unpacked(blocks(), nodeCodecs(), undefined, freed), limit, `layer ${diffId}`);
    const tar = verifying(plain, { digest: diffId }, nodeHasher);
    const made = await readIndex(tar, diffId, { createHasher: nodeHasher });
    send({ kind: 'index', blob: await collect(pieces(encodeIndexBlob(made)), Infinity) });
  } catch (error) {
    send({ kind: 'failed', failure: failureOf(error) });
  } finally {
    isOpen = false;
  }
}

/** Gives the memory of each block back once the next is asked for. */
async function* blocks(): ByteStream {
  for (;;) {
    while (waiting.length === 0) await new Promise<void>((resolve) => (wake = resolve));
    const block = waiting.shift();
    if (!block) return;
    yield block;
    send({ kind: 'spare', memory: block.buffer }, [block.buffer]);
  }
}

async function* pieces(blob: Iterable<Uint8Array>): ByteStream {
  yield* blob;
}
