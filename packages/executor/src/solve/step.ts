import type { Digest } from '@strake/core';
import { type Layer, OciError } from '@strake/oci';
import type { Vertex } from '@strake/planner/graph';
import type { CacheRecord } from '../cache-store.ts';
import { addedLayers, addLayers, fileSystemOf, isHere, layersOf, nameLayers, treeOf } from '../layers.ts';
import type { OpContext } from '../ops/context.ts';
import { runOp } from '../ops/runners.ts';
import type { KnownResult, LayersResult, NamedResult, Result } from '../result.ts';
import { lineKey, type StepKeys, stepKeys } from './keys.ts';

export interface StepOutcome {
  readonly result: KnownResult;
  readonly cached: boolean;
}

/** What is asked of a step, and how it comes to its inputs. */
export interface StepDemand {
  /** Whether the name of the result is enough for now. */
  readonly nameIsEnough: boolean;
  /** All inputs, after the steps have run of whose results only the names were known. */
  readonly inputsHere: () => Promise<readonly Result[]>;
}

/** Runs one vertex, or takes its result from the cache. Sources are always asked: they have caches of their own. */
export async function runStep(
  vertex: Vertex,
  inputs: readonly KnownResult[],
  context: OpContext,
  demand: StepDemand,
): Promise<StepOutcome> {
  if (!inputs.every(isHere)) {
    const hit = await foundByNames(vertex, inputs, context, demand);
    return hit ?? runStep(vertex, await demand.inputsHere(), context, demand);
  }
  if (vertex.op.kind !== 'file' && vertex.op.kind !== 'exec') {
    return { result: await runOp(vertex, inputs, context), cached: false };
  }
  const line = vertex.op.kind === 'file' ? lineKey(vertex, inputs, context) : undefined;
  if (line === undefined) return keyedStep(vertex, inputs, context, demand);
  const last = await found(line, layersOf(inputs[0]), context);
  const before = last?.result.kind === 'layers' ? last.result : undefined;
  const outcome = last
    ? await keyedStep(vertex, inputs, { ...context, before }, demand)
    : await firstStep(vertex, inputs, context);
  const { result } = outcome;
  if (result.kind === 'layers' && result.identity !== before?.identity)
    await context.services.cache.put(line, recordOf(vertex, result, context));
  return outcome;
}

/** Looks up a step of which some inputs are not here. Nothing is read for one that nothing is known of on this base. */
async function foundByNames(
  vertex: Vertex,
  inputs: readonly KnownResult[],
  context: OpContext,
  demand: StepDemand,
): Promise<StepOutcome | undefined> {
  if (vertex.origin.ignoreCache) return undefined;
  const base = fileSystemOf(inputs[0]);
  const line = vertex.op.kind === 'file' ? lineKey(vertex, inputs, context) : undefined;
  if (line !== undefined && !(await found(line, base, context))) return undefined;
  const keys = await stepKeys(vertex, inputs, context).catch(missingSource);
  const result = keys && (await lookUp(keys, base, context, demand));
  return result && { result, cached: true };
}

/** Looks the step up before it runs it. */
async function keyedStep(
  vertex: Vertex,
  inputs: readonly Result[],
  context: OpContext,
  demand: StepDemand,
): Promise<StepOutcome> {
  const keys = await stepKeys(vertex, inputs, context).catch(missingSource);
  if (!keys) return { result: await runOp(vertex, inputs, context), cached: false };
  if (vertex.origin.ignoreCache) return made(vertex, inputs, keys, context);
  const known = (): Promise<KnownResult | undefined> => lookUp(keys, layersOf(inputs[0]), context, demand);
  const hit = await known();
  if (hit) return { result: hit, cached: true };
  const { turn } = context.services;
  const ours = vertex.op.kind === 'exec' ? await turn?.(keys.quick, vertex.origin.label, context.signal) : undefined;
  try {
    const theirs = ours?.waited ? await known() : undefined;
    return theirs ? { result: theirs, cached: true } : await made(vertex, inputs, keys, { ...context, turn: ours });
  } finally {
    ours?.[Symbol.dispose]();
  }
}

async function made(
  vertex: Vertex,
  inputs: readonly Result[],
  keys: StepKeys,
  context: OpContext,
): Promise<StepOutcome> {
  const result = await make(vertex, inputs, context);
  await remember(vertex, keys, result, context);
  return { result, cached: false };
}

/**
 * A step that nothing is known of is run at once: each file is then read once, where looking the step up before would read
 * all of them for their digests alone. Should it be known after all, what is known counts.
 */
async function firstStep(vertex: Vertex, inputs: readonly Result[], context: OpContext): Promise<StepOutcome> {
  const result = await make(vertex, inputs, context);
  const keys = await stepKeys(vertex, inputs, context).catch(missingSource);
  if (!keys) return { result, cached: false };
  const hit = vertex.origin.ignoreCache
    ? undefined
    : await lookUp(keys, layersOf(inputs[0]), context, { nameIsEnough: false });
  if (hit) return { result: hit, cached: true };
  await remember(vertex, keys, result, context);
  return { result, cached: false };
}

/** Runs a step that is not known. What a command will be based on, too, is unpacked meanwhile. */
async function make(vertex: Vertex, inputs: readonly Result[], context: OpContext): Promise<LayersResult> {
  const { services, precedesCommand, signal } = context;
  if (precedesCommand && services.unpackAhead) {
    const base = layersOf(inputs[0]);
    // The step needs the indexes, and so does who unpacks: they are made once, and what they are made of is kept for that.
    for (const layer of base.layers) layer.keepContents?.();
    await treeOf(base, signal);
    services.unpackAhead(base.layers, signal);
  }
  return layersOf(await runOp(vertex, inputs, context));
}

/** A source that is not there makes no key; running the step says so with all that is known. */
function missingSource(error: unknown): undefined {
  if (error instanceof OciError && error.code === 'PATH_NOT_FOUND') return undefined;
  throw error;
}

async function lookUp(
  keys: StepKeys,
  base: LayersResult | NamedResult,
  context: OpContext,
  { nameIsEnough }: Pick<StepDemand, 'nameIsEnough'>,
): Promise<KnownResult | undefined> {
  const enough = (hit: Found | undefined): hit is Found => hit !== undefined && (nameIsEnough || isHere(hit.result));
  const quick = await found(keys.quick, base, context);
  if (enough(quick)) return quick.result;
  const exactKey = await keys.exact();
  if (exactKey === keys.quick) return undefined;
  const exact = await found(exactKey, base, context);
  if (!enough(exact)) return undefined;
  await context.services.cache.put(keys.quick, exact.record);
  return exact.result;
}

interface Found {
  readonly result: LayersResult | NamedResult;
  readonly record: CacheRecord;
}

/** A record counts only while all its layers are there, or when it says that they are not. */
async function found(
  key: Digest,
  base: LayersResult | NamedResult,
  { services }: OpContext,
): Promise<Found | undefined> {
  const record = await services.cache.get(key);
  if (!record) return undefined;
  const named = (): Found => ({ result: nameLayers(base, record.layers, services.hasher), record });
  if (record.named) return named();
  const layers = await Promise.all(record.layers.map((diffId) => services.layers.get(diffId)));
  const present = layers.filter((layer): layer is Layer => layer !== undefined);
  if (present.length < layers.length) return undefined;
  if (base.kind === 'named') return named();
  return { result: addLayers(base, present, { hasher: services.hasher, created: record.created }), record };
}

async function remember(vertex: Vertex, keys: StepKeys, result: LayersResult, context: OpContext): Promise<void> {
  const record = recordOf(vertex, result, context);
  const exact = await keys.exact();
  await Promise.all([...new Set([keys.quick, exact])].map((key) => context.services.cache.put(key, record)));
}

function recordOf({ origin }: Vertex, result: LayersResult, context: OpContext): CacheRecord {
  return {
    layers: addedLayers(result).map((layer) => layer.diffId),
    created: result.created ?? new Date(context.now()).toISOString(),
    label: origin.label,
  };
}
