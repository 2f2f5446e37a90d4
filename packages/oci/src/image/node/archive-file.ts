import { ftruncateSync } from 'node:fs';
import { createFileSink, writeWholeSync } from '../../store/node/file-sink.ts';
import { BLOCK, padded } from '../../tar/tar-entry.ts';
import { type TarWriter, writeTar } from '../../tar/write.ts';
import { addDirectories, addMember, LONG_HEADER, memberHeader } from '../archive.ts';
import { blobMember, layoutMembers, type LayoutOptions } from '../layout-members.ts';
import type { LayerIntake, LayerPlace, PackedBlob, PackedImage } from '../pack-image.ts';
import { placeBytes } from './place-bytes.ts';

/** The bytes of `imageArchive` in a file, which gets the layers while they are packed. */
export interface ArchiveFile extends LayerIntake {
  /** Writes what is still missing. The result is the archive's size. */
  end(image: PackedImage, options?: LayoutOptions, signal?: AbortSignal): Promise<number>;
}

/**
 * `file` is open for writing, empty, and stays open until all places have been disposed of. `failed` makes an error of what
 * the system says of writing.
 */
export function createArchiveFile(file: number, failed: (cause: unknown) => unknown): ArchiveFile {
  const state: State = { file, failed, end: 0, members: new Set() };
  let last: Promise<unknown> | undefined;
  return {
    next: () => {
      const turn = last ?? append(state, addDirectories);
      turn.catch(() => undefined);
      const { promise, resolve } = Promise.withResolvers<void>();
      last = promise;
      return createPlace(state, turn, resolve);
    },
    end: async (image, options, signal) => {
      await (last ?? append(state, addDirectories));
      const missing = layoutMembers(image, options).filter(({ path }) => !state.members.has(path));
      await append(state, async (writer) => {
        for (const member of missing) await addMember(writer, member, signal);
      });
      const size = state.end + END;
      await writing(state, () => ftruncateSync(file, size));
      return size;
    },
  };
}

/** Zeros that end an archive. */
const END = 2 * BLOCK;

interface State {
  readonly file: number;
  readonly failed: (cause: unknown) => unknown;
  /** Where the next member goes. */
  end: number;
  /** Paths of those that are there. */
  readonly members: Set<string>;
}

/** Bytes are written behind the room for a header; what is not a whole member in the end, the next one overwrites. */
function createPlace(state: State, turn: Promise<unknown>, leave: () => void): LayerPlace {
  const bytes = placeBytes((ahead) => createFileSink(state.file, { ahead, position: state.end + BLOCK }), turn);
  return {
    chunk: bytes.chunk,
    end: async (blob, signal) => {
      await turn;
      await writing(state, () => bytes.end());
      await settle(state, blob, bytes.size, signal);
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.allSettled([turn, bytes[Symbol.asyncDispose]()]);
      leave();
    },
  };
}

/** Makes a member of the `size` bytes that have come, if that is all of the blob. */
async function settle(state: State, blob: PackedBlob, size: number, signal: AbortSignal): Promise<void> {
  const member = blobMember(blob);
  if (state.members.has(member.path)) return;
  if (size !== member.size || size >= LONG_HEADER) {
    await append(state, (writer) => addMember(writer, member, signal));
  } else {
    await writing(state, () => {
      writeWholeSync(state.file, memberHeader(member), state.end);
      const padding = new Uint8Array(padded(size) - size);
      writeWholeSync(state.file, padding, state.end + BLOCK + size);
    });
    state.end += BLOCK + padded(size);
  }
  state.members.add(member.path);
}

/** Writes what `produce` adds, and the end of an archive, which what is appended next overwrites. */
async function append(state: State, produce: (writer: TarWriter) => Promise<void>): Promise<void> {
  const sink = createFileSink(state.file, { position: state.end });
  let size = 0;
  try {
    for await (const chunk of writeTar(produce, { reuse: true })) {
      await writing(state, () => sink.write(chunk));
      size += chunk.byteLength;
    }
    await writing(state, () => sink.end());
  } finally {
    await sink.rest();
  }
  state.end += size - END;
}

async function writing(state: State, act: () => Promise<void> | void | undefined): Promise<void> {
  try {
    await act();
  } catch (cause) {
    throw state.failed(cause);
  }
}
