import { isWithin, memoryTree, type MemoryNode, parseEntryPath } from '@strake/oci';
import type { CopyAction } from '@strake/planner/graph';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { FileOpError } from '../../src/file/error.ts';
import { fileLayer } from '../../src/file/file-layer.ts';
import { entryLines } from './support/entry-lines.ts';
import { matcher } from './support/layer-of.ts';
import { listedTree } from './support/listed-tree.ts';
import { type Line, parseListing } from './support/listing.ts';
import { directory, find, listNode, naiveCopy, type Node } from './support/naive.ts';
import { tarBytes } from './support/tar-bytes.ts';

const name = fc.constantFrom('a', 'b', 'c', '.d');
const target = fc.constantFrom('a', 'b/c', '../b', '/a', '/a/b', '../../../c', '/', '.', 'nowhere', '/no/where');
const mode = fc.constantFrom(0o644, 0o755, 0o4711, 0o1777, 0);
const uid = fc.constantFrom(0, 7);

/** Trees of few names, so that they collide. */
const tree = fc.letrec<{ dir: Node; node: Node }>((tie) => ({
  node: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.record({ type: fc.constant('f' as const), mode, uid, text: fc.constantFrom('', 'x', 'yy') }).map(leaf),
    fc.record({ type: fc.constant('l' as const), mode: fc.constant(0o777), uid, text: target }).map(leaf),
    tie('dir'),
  ),
  dir: fc
    .record({ mode, uid, children: fc.array(fc.tuple(name, tie('node')), { maxLength: 4 }) })
    .map(({ mode, uid, children }) => ({ ...directory(mode, uid), children: new Map(children) })),
})).dir;

function leaf(part: Pick<Node, 'type' | 'mode' | 'uid' | 'text'>): Node {
  return { ...part, children: new Map() };
}

const segments = fc.array(fc.oneof(name, fc.constant('..')), { maxLength: 4 });
const destination = fc
  .tuple(segments, fc.boolean())
  .map(([s, slash]) => `/${s.join('/')}${slash && s.length ? '/' : ''}`);
const source = fc.array(name, { maxLength: 3 }).map((s) => s.join('/'));

function copyOf(source: string, destination: string, uid: number | undefined): CopyAction {
  const owner = uid === undefined ? {} : { owner: { user: uid } };
  return {
    kind: 'copy',
    input: 1,
    source,
    destination,
    wildcard: true,
    exclude: [],
    parents: false,
    unpack: 'never',
    ...owner,
  };
}

async function layerOf(base: Node, from: Node, actions: readonly CopyAction[]): Promise<readonly Line[] | undefined> {
  const inputs = [base, from].map((node) => listedTree(parseListing(listNode(node).join('\n'))));
  try {
    return await entryLines(fileLayer({ kind: 'file', link: false, actions }, inputs, { now: 5000, matcher }));
  } catch (error) {
    if (error instanceof FileOpError) return undefined;
    throw error;
  }
}

/** Lays a layer over a tree, in the plainest way. */
function applyLayer(base: Node, lines: readonly Line[]): void {
  for (const { type, path, mode, uid, content, target } of lines) {
    const names = path.split('/');
    const last = names.pop() ?? '';
    const parent = find(base, names);
    if (!parent || (type !== 'f' && type !== 'd' && type !== 'l')) throw new Error(`cannot apply ${type} ${path}`);
    const there = parent.children.get(last);
    const children = type === 'd' && there?.type === 'd' ? there.children : new Map<string, Node>();
    parent.children.set(last, {
      type,
      mode,
      uid,
      text: target ?? (content ? Buffer.from(content).toString() : ''),
      children,
    });
  }
}

test('base and layer are what a plain copy makes', async () => {
  const copies = fc.array(fc.record({ source, destination, uid: fc.option(uid, { nil: undefined }) }), {
    minLength: 1,
    maxLength: 3,
  });
  const property = fc.asyncProperty(tree, tree, copies, async (base, from, copies) => {
    const plain = structuredClone(base);
    const done = copies.every((copy) => naiveCopy(plain, from, copy.source, copy.destination, copy.uid));
    const lines = await layerOf(
      base,
      from,
      copies.map((copy) => copyOf(copy.source, copy.destination, copy.uid)),
    );
    expect(lines !== undefined).toBe(done);
    if (!lines) return;
    const whole = structuredClone(base);
    applyLayer(whole, lines);
    expect(listNode(whole).sort()).toEqual(listNode(plain).sort());
  });
  await fc.assert(property, { numRuns: 1500 });
});

test('a layer lists nothing that is as it was', async () => {
  const property = fc.asyncProperty(tree, async (base) => {
    expect(await layerOf(base, base, [copyOf('', '/', undefined)])).toEqual([]);
  });
  await fc.assert(property, { numRuns: 300 });
});

const hostileName = fc
  .array(fc.constantFrom('a', 'b', 'ln', '..', '.', '', 'etc', '\\', '.wh.a'), { minLength: 1, maxLength: 4 })
  .map((parts) => parts.join('/'));
const hostileTarget = fc.constantFrom('/', '/etc', '..', '../..', '../../etc', 'a', 'ln', '/ln', '.', 'b/../../..');
const member = fc
  .record({
    type: fc.constantFrom('f', 'd', 'l', 'h') as fc.Arbitrary<Line['type']>,
    path: hostileName,
    target: hostileTarget,
  })
  .map(({ type, path, target }): Line => {
    const meta = { path, mode: 0o644, uid: 1, gid: 1, mtime: 9, mtimeNs: 0 };
    if (type === 'l' || type === 'h') return { type, ...meta, target };
    return type === 'f' ? { type, ...meta, content: Buffer.from('hostile') } : { type, ...meta };
  });
const link = fc.record({ type: fc.constant('symlink' as const), target: hostileTarget });

test('archives stay below their destination, whatever they and the base hold', async () => {
  let unpacked = 0;
  const property = fc.asyncProperty(fc.array(member, { minLength: 1, maxLength: 8 }), link, async (members, ln) => {
    const nodes: Record<string, MemoryNode> = { 'app/ln': ln, 'app/d/ln': ln, 'etc/passwd': 'root', ln };
    const context = memoryTree({ 'x.tar': tarBytes(members) });
    const action: CopyAction = { ...copyOf('x.tar', '/app/d', undefined), unpack: 'auto' };
    const op = { kind: 'file', link: false, actions: [action] } as const;
    try {
      const lines = await entryLines(fileLayer(op, [memoryTree(nodes), context], { now: 0, matcher }));
      unpacked += 1;
      for (const { path } of lines) {
        expect(parseEntryPath(path)).toMatchObject({ ok: true, value: path });
        expect(isWithin(path, 'app/d') || path === 'app').toBe(true);
      }
    } catch (error) {
      if (!(error instanceof FileOpError)) throw error;
    }
  });
  await fc.assert(property, { numRuns: 2000 });
  expect(unpacked).toBeGreaterThan(100);
});
