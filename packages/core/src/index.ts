export { type Digest, hexOf, isDigest, parseDigest, shortDigest } from './digest.ts';
export { abortReason, InvalidDigestError, StrakeError, type StrakeErrorOptions } from './error.ts';
export type { CreateHasher, Hasher } from './hash.ts';
export { bytes, type ByteStream, collect, join } from './stream.ts';
export type { EventSink } from './events.ts';
export { lineTable, type LineTable, type Offset, type Position, type Range } from './lines.ts';
export type { Diagnostic, RelatedPlace, Severity } from './diagnostic.ts';
export { excerpt, type ExcerptLine, renderExcerpt } from './excerpt.ts';
export { suggest } from './suggest.ts';
