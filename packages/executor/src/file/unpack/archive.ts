import type { ByteStream } from '@strake/core';
import { type LayerEntry, OciError, readTar, type TarItem, type TarOptions } from '@strake/oci';
import { FileOpError } from '../error.ts';

/** A tar whose entries have been staged and whose bytes are read when the layer is written. */
export interface Archive {
  /** For messages: its path in the input. */
  readonly name: string;
  /** The plain bytes, each time from the beginning. A chunk's memory is used again once the next is asked for. */
  open(signal?: AbortSignal): ByteStream;
}

/** What Docker unpacks: an archive only it will read, so that nothing depends on how others would. */
export const ARCHIVE_OPTIONS: TarOptions = { sparse: true, inwardNames: true };

type StagedMember = readonly [LayerEntry, ByteStream, { readonly reused: true }];

/**
 * Reads `archive` once and gives the members wanted, by their number in it, with the entries to write for them. Takes what
 * it has given out of `wanted`.
 */
export async function* readMembers(
  archive: Archive,
  wanted: Map<number, LayerEntry>,
  signal?: AbortSignal,
): AsyncGenerator<StagedMember> {
  const items = readTar(archive.open(signal), ARCHIVE_OPTIONS);
  const next = (): ReturnType<typeof items.next> =>
    items.next().catch((error: unknown) => {
      throw archiveError(archive, error);
    });
  try {
    let item = await next();
    async function* body(): ByteStream {
      while (!item.done && item.value.kind === 'data') {
        yield item.value.chunk;
        item = await next();
      }
    }
    for (let index = -1; wanted.size > 0; ) {
      if (item.done) throw changed(archive);
      const isEntry = item.value.kind === 'entry';
      const entry = isEntry ? wanted.get(++index) : undefined;
      if (entry) checkSize(archive, item.value, entry);
      item = await next();
      if (!entry) continue;
      wanted.delete(index);
      yield [entry, body(), { reused: true }];
    }
  } finally {
    await items.return(undefined);
  }
}

function checkSize(archive: Archive, item: TarItem, entry: LayerEntry): void {
  const size = item.kind === 'entry' && item.entry.type === 'file' ? item.entry.size : -1;
  if (entry.type !== 'file' || entry.size !== size) throw changed(archive);
}

function changed(archive: Archive): FileOpError {
  return new FileOpError('BAD_ARCHIVE', `${archive.name} changed while it was being unpacked`);
}

/** What reading an archive throws, as an error that says which archive. */
export function archiveError({ name }: Pick<Archive, 'name'>, cause: unknown): unknown {
  if (!(cause instanceof OciError)) return cause;
  const code = cause.code === 'PATH_UNSAFE' ? 'UNSAFE_ARCHIVE' : 'BAD_ARCHIVE';
  return new FileOpError(code, `cannot unpack ${name}: ${cause.message}`, { cause, data: { archive: name } });
}
