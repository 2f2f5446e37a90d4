import type { Decompressors } from '@strake/executor';
import { gunzip, unbzip2, unxz, unzstd } from '@strake/oci/node';

/** How packed archives are read: bzip2 and xz by the programs of those names. */
export const archiveCodecs: Required<Decompressors> = { gzip: gunzip, zstd: unzstd, bzip2: unbzip2, xz: unxz };
