import type { ByteStream } from '@strake/core';

type Block = Uint8Array<ArrayBuffer>;

/** Blocks that come by themselves, as a stream. */
export interface BlockQueue {
  push(block: Block): void;
  end(): void;
  /** Makes the stream fail: nobody wants what is made of it. */
  drop(): void;
  /** Says of each block, once the next is asked for, that it is `spare`. */
  blocks(): ByteStream;
}

export function createBlockQueue(spare: (block: Block) => void): BlockQueue {
  const waiting: Block[] = [];
  let state: 'open' | 'ended' | 'dropped' = 'open';
  let wake = (): void => undefined;
  const become = (next: typeof state): void => {
    state = next;
    wake();
  };
  const take = async (): Promise<Block | undefined> => {
    for (;;) {
      if (state === 'dropped') throw new Error('nobody waits for the index');
      const block = waiting.shift();
      if (block || state === 'ended') return block;
      await new Promise<void>((awake) => (wake = awake));
    }
  };
  return {
    push: (block) => {
      waiting.push(block);
      wake();
    },
    end: () => become('ended'),
    drop: () => become('dropped'),
    async *blocks() {
      for (let block = await take(); block; block = await take()) {
        yield block;
        spare(block);
      }
    },
  };
}
