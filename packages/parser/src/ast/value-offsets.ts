import type { Offset } from '@strake/core';
import { endOfPlain, readFlag } from '../lexer/flags.ts';
import type { Flag, StringLiteral, Word } from './nodes.ts';
import { logicalText, type Source } from './source.ts';
import { sourceOffsets } from './source-offsets.ts';

/** Source offset of the character at an offset into a value. The value's own length gives the end of its last one. */
export type ValueOffsets = (offset: number) => Offset;

/** Places of a word's text, a flag's value or a string's value in the source. */
export function valueOffsets(source: Source, node: Word | Flag | StringLiteral): ValueOffsets {
  switch (node.kind) {
    case 'word':
      return sourceOffsets(source, node.start, node.end);
    case 'flag':
      return flagOffsets(source, node);
    case 'string':
      return stringOffsets(source, node);
  }
}

function flagOffsets(source: Source, flag: Flag): ValueOffsets {
  const written = logicalText(source, flag.start, flag.end);
  const at = sourceOffsets(source, flag.start, flag.end);
  const escape = source.escape.charCodeAt(0);
  if (endOfPlain(written, 0, written.length, escape) === written.length) {
    const plainValue = written.indexOf('=') + 1;
    return (offset) => at(Math.min(plainValue + offset, written.length));
  }
  const places: number[] = [];
  const word = readFlag(written, 0, written.length, escape, places);
  const value = word.text.indexOf('=') + 1;
  return (offset) => at(places[value + offset] ?? written.length);
}

function stringOffsets(source: Source, string: StringLiteral): ValueOffsets {
  const written = logicalText(source, string.start, string.end);
  const at = sourceOffsets(source, string.start, string.end);
  if (!written.includes('\\')) return (offset) => at(offset + 1);
  const places: number[] = [];
  for (let i = 1; i < written.length; ) {
    places.push(i);
    i += written.charAt(i) !== '\\' ? 1 : written.charAt(i + 1) === 'u' ? 6 : 2;
  }
  return (offset) => at(places[offset] ?? written.length - 1);
}
