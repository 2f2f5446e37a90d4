import { createLayerStore, createMemoryRecords, createMemoryStore, type Layer, memoryTree } from '@strake/oci';
import { nodeHasher } from '@strake/oci/node';
import { type FileOp, vertex } from '@strake/planner/graph';
import { beforeEach, expect, test } from 'vitest';
import type { CacheRecord } from '../../src/cache-store.ts';
import { addedLayers, layersOf, layersResult } from '../../src/layers.ts';
import type { OpContext } from '../../src/ops/context.ts';
import type { Result } from '../../src/result.ts';
import { runStep, type StepDemand } from '../../src/solve/step.ts';
import { fileOp } from '../file/support/instruction.ts';
import { matcher } from '../file/support/layer-of.ts';

/** What happens to the files of the context while a step is looked up and run. */
let seen: string[] = [];
let records = new Map<string, CacheRecord>();
let context: OpContext;

beforeEach(() => {
  seen = [];
  records = new Map();
  const layers = createLayerStore({
    content: createMemoryStore(nodeHasher),
    records: createMemoryRecords(),
    createHasher: nodeHasher,
    codecs: { gzip: { compress: never, decompress: never } },
  });
  const cache = {
    get: async (key: string) => records.get(key),
    put: async (key: string, record: CacheRecord) => void records.set(key, record),
  };
  const services = { hasher: nodeHasher, matcher, layers, cache } as unknown as OpContext['services'];
  context = { services, signal: new AbortController().signal, now: () => 5000, epoch: undefined } as OpContext;
});

/** All inputs are here. */
const DEMAND: StepDemand = { nameIsEnough: true, inputsHere: async () => never() };

function never(): never {
  throw new Error('nothing is packed here');
}

/** A context that says when its files are hashed and read. */
function contextOf(files: Readonly<Record<string, string>>): Result {
  const tree = memoryTree(files);
  const digestOf = async (path: string): Promise<`sha256:${string}`> => {
    seen.push(`hash ${path}`);
    const entry = tree.get(path);
    return entry?.type === 'file' ? entry.content : 'sha256:';
  };
  const open: typeof tree.open = (path, signal) => {
    seen.push(`read ${path}`);
    return tree.open(path, signal);
  };
  return { kind: 'tree', tree: { ...tree, open, digestOf } };
}

async function run(
  files: Readonly<Record<string, string>>,
  op: FileOp = fileOp('COPY . /'),
): Promise<{ readonly seen: readonly string[]; readonly cached: boolean; readonly layer: Layer | undefined }> {
  seen = [];
  const step = vertex(op, ['sha256:0', 'sha256:1'], { label: '' });
  const { result, cached } = await runStep(step, [layersResult([], nodeHasher), contextOf(files)], context, DEMAND);
  return { seen, cached, layer: addedLayers(layersOf(result))[0] };
}

test('of a step that nothing is known of the files are read first', async () => {
  const first = await run({ a: '1', b: '2' });
  expect(first).toMatchObject({ cached: false, seen: ['read a', 'read b', 'hash a', 'hash b'] });
  expect(await run({ a: '1', b: '2' })).toMatchObject({ cached: true, seen: ['hash a', 'hash b'], layer: first.layer });
});

test('what is the same as last time is read from what was made then', async () => {
  await run({ a: '1', b: '2', 'c/d': '3' });
  const changed = await run({ a: '1', b: '!', 'c/d': '3', e: '3' });
  expect(changed).toMatchObject({ cached: false });
  expect(changed.seen.filter((event) => event.startsWith('read'))).toEqual(['read b', 'read e']);
  records.clear();
  const anew = await run({ a: '1', b: '!', 'c/d': '3', e: '3' });
  expect(anew.seen.filter((event) => event.startsWith('read'))).toHaveLength(4);
  expect(anew.layer?.diffId).toBe(changed.layer?.diffId);
  expect(await run({ a: '1', b: '2', 'c/d': '3' })).toMatchObject({ cached: false });
});

test('a result that is known counts, though nothing is known of the step’s last run', async () => {
  const { layer } = await run({ a: '1' });
  const [key] = [...records.keys()].slice(0, 1);
  const record = records.get(key ?? '');
  records.clear();
  records.set(key ?? '', { ...(record as CacheRecord), created: '2001-01-01T00:00:00Z' });
  expect(await run({ a: '1' })).toMatchObject({ cached: true, layer });
});

test('without the bytes of what was made last the files are read', async () => {
  await run({ a: '1', b: '2' });
  const { content } = { content: createMemoryStore(nodeHasher) };
  const other = createLayerStore({
    content,
    records: createMemoryRecords(),
    createHasher: nodeHasher,
    codecs: { gzip: { compress: never, decompress: never } },
  });
  context = { ...context, services: { ...context.services, layers: other } };
  const { seen: events } = await run({ a: '1', b: '3' });
  expect(events.filter((event) => event.startsWith('read'))).toEqual(['read a', 'read b']);
});

test('with --no-cache a step runs, and is known then', async () => {
  await run({ a: '1' });
  const step = vertex(fileOp('COPY . /'), ['sha256:0', 'sha256:1'], { label: '', ignoreCache: true });
  const inputs = [layersResult([], nodeHasher), contextOf({ a: '1' })];
  expect(await runStep(step, inputs, context, DEMAND)).toMatchObject({ cached: false });
});
