import type { ByteStream } from '@strake/core';
import type { TarEntry } from './tar-entry.ts';
import { createTarReader, type TarHandler, type TarOptions } from './tar-reader.ts';
import { zeros } from './zeros.ts';

/** The archive as a sequence; `data` items belong to the entry before them. `source` is left where the archive ends. */
export async function* readTar(source: ByteStream, options?: TarOptions): AsyncGenerator<TarItem> {
  let items: (TarItem | { readonly kind: 'hole'; readonly size: number })[] = [];
  const handler: TarHandler = {
    entry: (entry) => items.push({ kind: 'entry', entry }),
    data: (chunk) => items.push({ kind: 'data', chunk }),
    hole: (size) => items.push({ kind: 'hole', size }),
  };
  const reader = createTarReader(handler, options);
  for await (const chunk of source) {
    reader.push(chunk);
    for (const item of items) {
      if (item.kind === 'hole') for (const chunk of zeros(item.size)) yield { kind: 'data', chunk };
      else yield item;
    }
    items = [];
    if (reader.isAtEnd) break;
  }
  reader.end();
}

export type TarItem =
  | { readonly kind: 'entry'; readonly entry: TarEntry }
  | { readonly kind: 'data'; readonly chunk: Uint8Array };
