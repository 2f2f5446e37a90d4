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
    gzip: {
      compress: (data, signal, { level, ahead } = {}) => gzip(data, { ...atLevel(options.gzip, level), ahead }, signal),
      decompress: gunzip,
    },
    zstd: {
      compress: (data, signal, { level, ahead } = {}) => zstd(data, { ...atLevel(options.zstd, level), ahead }, signal),
      decompress: unzstd,
    },
  };
}

function atLevel<O extends GzipOptions | ZstdOptions>(
  options: O | undefined,
  level: number | undefined,
): O | { level: number } {
  return { ...options, ...(level !== undefined && { level }) } as O;
}
