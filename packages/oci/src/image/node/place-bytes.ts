import type { FileSink } from '../../store/node/file-sink.ts';
import type { LayerPlace } from '../pack-image.ts';

/** The bytes of a layer on their way into a file. Disposed of, nothing is written any more. */
export interface PlaceBytes extends AsyncDisposable {
  readonly chunk: LayerPlace['chunk'];
  /** How many have come. */
  readonly size: number;
  /** All that have come are written then. Throws what failed first, behind which nothing was written. */
  end(): Promise<void>;
}

/** `open` is asked with the first chunk, once `turn` has come. */
export function placeBytes(open: (ahead: number) => FileSink, turn?: Promise<unknown>): PlaceBytes {
  let sink: FileSink | undefined;
  let size = 0;
  let failure: { readonly cause: unknown } | undefined;
  let isOver = false;
  let pending: Promise<void> | undefined;
  const write = async (chunk: Uint8Array, ahead: number): Promise<void> => {
    await turn;
    if (isOver || failure) return;
    sink ??= open(ahead);
    size += chunk.byteLength;
    await sink.write(chunk);
  };
  return {
    get size() {
      return size;
    },
    chunk: (chunk, ahead) => {
      pending = write(chunk, ahead).catch((cause: unknown) => void (failure ??= { cause }));
      return pending;
    },
    end: async () => {
      await pending;
      if (failure) throw failure.cause;
      await sink?.end();
    },
    [Symbol.asyncDispose]: async () => {
      isOver = true;
      await pending;
      await sink?.rest();
    },
  };
}
