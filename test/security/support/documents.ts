import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** A JSON document of a layout: its index, or what a descriptor in one above points to. */
interface Document {
  readonly value: Json;
  /** Documents below, by the path of the descriptor that points to them. */
  readonly below: readonly (readonly [path: JsonPath, document: Document])[];
}
type JsonPath = readonly (string | number)[];

/** What stands in a document where something else is expected. */
const WRONG: readonly Json[] = [null, {}, [], [null], '', 'x', -1, 1e300, true, { digest: null }];

/** Every way to put one wrong value in a document of the layout: each call of `write` makes the layout one of these. */
export function* spoiledLayouts(layout: string): Generator<{ readonly what: string; readonly write: () => void }> {
  const root = readDocument(layout, readFileSync(join(layout, 'index.json')));
  for (const [at, path] of nodesOf(root, [])) {
    for (const wrong of WRONG) {
      const what = `${at.map((step) => step.join('.')).join(' > ')} ${path.join('.')} = ${JSON.stringify(wrong)}`;
      const write = (): void => writeFileSync(join(layout, 'index.json'), spoiled(layout, root, { at, path, wrong }));
      yield { what, write };
    }
  }
}

/** Descriptors to follow, from the root, to the document. */
type Place = readonly JsonPath[];

function* nodesOf(document: Document, at: Place): Generator<readonly [Place, JsonPath]> {
  for (const path of pathsOf(document.value)) yield [at, path];
  for (const [path, below] of document.below) yield* nodesOf(below, [...at, path]);
}

function* pathsOf(value: Json, path: JsonPath = []): Generator<JsonPath> {
  yield path;
  if (value === null || typeof value !== 'object') return;
  for (const [key, child] of Object.entries(value))
    yield* pathsOf(child, [...path, Array.isArray(value) ? Number(key) : key]);
}

function readDocument(layout: string, bytes: Uint8Array): Document {
  const value = JSON.parse(Buffer.from(bytes).toString()) as Json;
  const below = [...pathsOf(value)].flatMap((path) => {
    const child = childOf(layout, at(value, path));
    return child ? [[path, child] as const] : [];
  });
  return { value, below };
}

/** What a descriptor points to, if that is a document. */
function childOf(layout: string, value: Json | undefined): Document | undefined {
  const digest = typeof value === 'object' && value !== null && 'digest' in value ? value['digest'] : undefined;
  if (typeof digest !== 'string' || !digest.startsWith('sha256:')) return undefined;
  try {
    return readDocument(layout, readFileSync(join(layout, 'blobs/sha256', digest.slice(7))));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

interface Change {
  readonly at: Place;
  readonly path: JsonPath;
  readonly wrong: Json;
}

/** The document with the change in it, or in one below, whose descriptors then have the right digests and sizes. */
function spoiled(layout: string, { value, below }: Document, change: Change): string {
  const [next, ...rest] = change.at;
  if (!next) return JSON.stringify(replaced(value, change.path, () => change.wrong));
  const child = below.find(([path]) => path.join() === next.join())?.[1];
  if (!child) throw new Error('no such document');
  const text = spoiled(layout, child, { ...change, at: rest });
  const hex = createHash('sha256').update(text).digest('hex');
  writeFileSync(join(layout, 'blobs/sha256', hex), text);
  const pointing = { digest: `sha256:${hex}`, size: Buffer.byteLength(text) };
  return JSON.stringify(replaced(value, next, (descriptor) => ({ ...(descriptor as object), ...pointing })));
}

function at(value: Json, path: JsonPath): Json | undefined {
  return path.reduce<Json | undefined>((node, key) => (node as Record<string | number, Json>)[key], value);
}

function replaced(value: Json, [key, ...rest]: JsonPath, change: (value: Json) => Json): Json {
  if (key === undefined) return change(value);
  const copy = structuredClone(value) as Record<string | number, Json>;
  copy[key] = replaced(copy[key] ?? null, rest, change);
  return copy;
}
