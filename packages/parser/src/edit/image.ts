import type { FromNode, Word } from '../ast/nodes.ts';
import { valueOffsets } from '../ast/value-offsets.ts';
import type { ParseResult } from '../parse-result.ts';
import type { TextEdit } from './text-edit.ts';

/** The parts of an image reference as written; variables may be in any. */
export interface ImageParts {
  /** Registry and repository. */
  readonly name: string;
  readonly tag: string | undefined;
  /** With its algorithm: `sha256:…`. */
  readonly digest: string | undefined;
}

/** Takes an image reference apart without a look into its `${…}`. */
export function splitImage(image: string): ImageParts {
  const { colon, at } = separators(image);
  const nameEnd = colon ?? at ?? image.length;
  return {
    name: image.slice(0, nameEnd),
    tag: colon === undefined ? undefined : image.slice(colon + 1, at),
    digest: at === undefined ? undefined : image.slice(at + 1),
  };
}

/** Edits that give the image of a FROM another tag; `undefined` takes the tag away. Its digest stays. */
export function setTag(result: ParseResult, node: FromNode, tag: string | undefined): readonly TextEdit[] {
  const { colon, at } = separators(node.image.text);
  const end = at ?? node.image.text.length;
  return replacePart(result, node.image, colon ?? end, end, tag === undefined ? '' : `:${tag}`);
}

/** Edits that pin the image of a FROM to another digest (`sha256:…`); `undefined` takes the digest away. */
export function setDigest(result: ParseResult, node: FromNode, digest: string | undefined): readonly TextEdit[] {
  const { length } = node.image.text;
  const start = separators(node.image.text).at ?? length;
  return replacePart(result, node.image, start, length, digest === undefined ? '' : `@${digest}`);
}

/** Edits that give a FROM another image, tag and digest included. */
export function setImage(node: FromNode, image: string): readonly TextEdit[] {
  return [{ start: node.image.start, end: node.image.end, newText: image }];
}

function replacePart(
  result: ParseResult,
  word: Word,
  start: number,
  end: number,
  newText: string,
): readonly TextEdit[] {
  const at = valueOffsets({ text: result.text, escape: result.ast.escape }, word);
  const sourceEnd = end === 0 ? at(0) : at(end - 1) + 1;
  return [{ start: start === end ? sourceEnd : at(start), end: sourceEnd, newText }];
}

/** Places of the `:` before the tag and the `@` before the digest. */
function separators(image: string): { readonly colon: number | undefined; readonly at: number | undefined } {
  let depth = 0;
  let colon: number | undefined;
  for (let i = 0; i < image.length; i++) {
    const char = image.charAt(i);
    if (char === '$' && image.charAt(i + 1) === '{') depth++;
    else if (char === '}' && depth > 0) depth--;
    else if (depth > 0) continue;
    else if (char === '/') colon = undefined;
    else if (char === ':') colon = i;
    else if (char === '@') return { colon, at: i };
  }
  return { colon, at: undefined };
}
