import type { ContentSink } from '../layer/read-index.ts';

/** Files of a layer whose contents are kept, at most: whoever gives them on writes each of them. */
const MOST_FILES = 256;

/** Contents of files that are kept as they pass, for who writes them once more. */
export interface KeptContents {
  /** What takes them. What passed before is forgotten. */
  pass(): ContentSink;
  /** All have passed. */
  done(): void;
  /** Whether all are there. */
  readonly areWhole: boolean;
  /** Gives them to `sink`, and keeps them no longer. */
  giveTo(sink: ContentSink): void;
}

/** Bytes that may still be kept, by all together. */
export interface Room {
  bytes: number;
}

export function keepContents(room: Room): KeptContents {
  let files: { readonly offset: number; readonly chunks: Uint8Array[] }[] = [];
  let size = 0;
  let isComplete = true;
  let areWhole = false;
  const forget = (): void => {
    room.bytes += size;
    size = 0;
    files = [];
    areWhole = false;
  };
  const refuse = (): void => {
    forget();
    isComplete = false;
  };
  return {
    get areWhole() {
      return areWhole;
    },
    pass() {
      forget();
      isComplete = true;
      return {
        begin: (offset) => {
          if (files.length >= MOST_FILES) refuse();
          if (isComplete) files.push({ offset, chunks: [] });
        },
        write: (chunk) => {
          if (chunk.byteLength > room.bytes) refuse();
          if (!isComplete) return;
          room.bytes -= chunk.byteLength;
          size += chunk.byteLength;
          files.at(-1)?.chunks.push(chunk);
        },
        end: () => undefined,
      };
    },
    done: () => void (areWhole = isComplete),
    giveTo(sink) {
      for (const { offset, chunks } of files) {
        sink.begin(offset);
        for (const chunk of chunks) sink.write(chunk);
        sink.end();
      }
      forget();
    },
  };
}
