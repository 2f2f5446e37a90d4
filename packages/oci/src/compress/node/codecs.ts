import type { Codecs } from '../codec.ts';
import { gunzip, unzstd } from './decompress.ts';
import { gzip, type GzipOptions } from './gzip.ts';
import { zstd, type ZstdOptions } from './zstd.ts';

export interface NodeCodecsOptions {
  readonly gzip?: GzipOptions;
  readonly zstd?: ZstdOptions;
}

/** gzip and zstd by Node's own zlib, on all cores. */
export function nodeCodecs(options: NodeCodecsOptions = {}): Required<Codecs> {
  return {
    gzip: { compress: (data, signal) => gzip(data, options.gzip, signal), decompress: gunzip },
    zstd: { compress: (data, signal) => zstd(data, options.zstd, signal), decompress: unzstd },
  };
}
