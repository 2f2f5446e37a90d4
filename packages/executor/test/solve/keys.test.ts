import type { ContextTree } from '@strake/context';
import type { Digest } from '@strake/core';
import { emptyTree, memoryTree } from '@strake/oci';
import { nodeHasher } from '@strake/oci/node';
import { type FileOp, vertex } from '@strake/planner/graph';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { FileOpError } from '../../src/file/error.ts';
import { fileLayer } from '../../src/file/file-layer.ts';
import { layersResult } from '../../src/layers.ts';
import type { OpContext } from '../../src/ops/context.ts';
import type { Result } from '../../src/result.ts';
import { stepKeys } from '../../src/solve/keys.ts';
import { entryLines } from '../file/support/entry-lines.ts';
import { fileOp, INPUTS } from '../file/support/instruction.ts';
import { matcher } from '../file/support/layer-of.ts';

const name = fc.constantFrom('a', 'b', 'a.log', '.d', '[x]');
const path = fc.array(name, { minLength: 1, maxLength: 3 }).map((names) => names.join('/'));
const files = fc.dictionary(path, fc.constantFrom('', '1', '2'), { maxKeys: 6 });
const pattern = fc.oneof(
  path,
  path.map((text) => `/${text}`),
  path.map((text) => `!${text}`),
  fc.constantFrom('*', '**', '**/*.log', '!**/a', 'a/', './b', '/', '!', ' a', '*/a', '../a', 'a/../b', '[ab]'),
);
const source = fc.oneof(fc.constantFrom('.', 'a', 'a/b', '*', 'a*', '*/a', '.d', '[[]x]'), path);
const flags = fc.constantFrom('', ' --chown=1:2', ' --chmod=700', ' --parents', ' --link');
const exclude = fc
  .array(pattern, { maxLength: 3 })
  .map((patterns) => patterns.map((text) => ` --exclude=${text.trim()}`).join(''));
const instruction = fc
  .tuple(flags, exclude, source, fc.constantFrom('/', '/x', '/a/'))
  .map(([flag, excluded, from, to]) => `COPY${flag}${excluded} ${from} ${to}`);

/** A context in which a path is both a file and a directory is none. */
function contextOf(nodes: Readonly<Record<string, string>>): ReturnType<typeof memoryTree> {
  const paths = Object.keys(nodes);
  const sound = paths.filter((one) => !paths.some((other) => other.startsWith(`${one}/`)));
  return memoryTree(Object.fromEntries(sound.map((one) => [one, nodes[one] ?? ''])));
}

/** The cache key of a COPY from a context, and the layer it makes; undefined where it fails. */
async function keyAndLayer(
  op: FileOp,
  nodes: Readonly<Record<string, string>>,
  remembered?: ContextTree['remembered'],
): Promise<{ readonly key: string; readonly layer: string } | undefined> {
  const tree = contextOf(nodes);
  const base = layersResult([], nodeHasher);
  const digestOf = (file: string): Promise<`sha256:${string}`> => {
    const entry = tree.get(file);
    return Promise.resolve(entry?.type === 'file' ? entry.content : 'sha256:');
  };
  const results: readonly Result[] = [
    base,
    { kind: 'tree', tree: { ...tree, digestOf, ...(remembered && { remembered }) } },
  ];
  const services = { hasher: nodeHasher, matcher } as unknown as OpContext['services'];
  const context = { services, signal: new AbortController().signal } as OpContext;
  const step = vertex(op, ['sha256:0', 'sha256:1'], { label: '' });
  try {
    const inputs = [emptyTree, tree];
    const lines = await entryLines(fileLayer(op, inputs, { now: 0, matcher }));
    const { quick } = await stepKeys(step, results, context);
    return { key: quick, layer: JSON.stringify(lines) };
  } catch (error) {
    if (error instanceof FileOpError) return undefined;
    throw error;
  }
}

test('steps of one key make one layer, whatever is selected and excluded', async () => {
  let equal = 0;
  await fc.assert(
    fc.asyncProperty(instruction, files, files, async (text, one, other) => {
      const op = fileOp(text);
      expect(op.actions.every((action) => action.kind !== 'copy' || action.input === INPUTS.context)).toBe(true);
      const [a, b] = [await keyAndLayer(op, one), await keyAndLayer(op, { ...one, ...other })];
      if (a && b && a.key === b.key) {
        equal += 1;
        expect(a.layer).toBe(b.layer);
      }
    }),
    { numRuns: 3000 },
  );
  expect(equal).toBeGreaterThan(100);
}, 60_000);

test('what a context remembers of one step gives another the key that it would have anyway', async () => {
  let remembered = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(instruction, { minLength: 2, maxLength: 4 }), files, async (texts, nodes) => {
      const known = new Map<string, Promise<Digest>>();
      const remember: ContextTree['remembered'] = (by, compute) => {
        const before = known.get(by);
        if (before) remembered += 1;
        const digest = before ?? compute();
        known.set(by, digest);
        return digest;
      };
      for (const text of texts) {
        const op = fileOp(text);
        const [plain, quick] = [await keyAndLayer(op, nodes), await keyAndLayer(op, nodes, remember)];
        expect(quick?.key).toBe(plain?.key);
      }
    }),
    { numRuns: 500 },
  );
  expect(remembered).toBeGreaterThan(5);
}, 60_000);
