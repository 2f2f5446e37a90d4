import { type Diagnostic, type Digest, StrakeError } from '@strake/core';
import { assembleImage, type Result, solve, StepError } from '@strake/executor';
import type { ParseResult } from '@strake/parser';
import type { Graph, PlanOptions } from '@strake/planner';
import { createBuildMeter } from './build-facts/measure-build.ts';
import type { BuildResult } from './build-result.ts';
import { exportCaches } from './cache/export-cache.ts';
import type { BaseImage } from './diagnose/base-facts.ts';
import { buildChecks, checksMayRefuse, refuseCheckArg, refuseViolations } from './diagnose/build-checks.ts';
import { missingSource } from './diagnose/missing-source.ts';
import { missingUser } from './diagnose/missing-user.ts';
import { refuseErrors } from './diagnose/refuse-errors.ts';
import { unknownStages } from './diagnose/unknown-stages.ts';
import { unusedArgs } from './diagnose/unused-args.ts';
import { BuildError, type SourceText } from './error.ts';
import { imageRecords } from './images/image-records.ts';
import type { BuildInput } from './input/build-input.ts';
import { BUILD_OPTIONS } from './input/build-options.ts';
import { refuseUnentitled } from './input/entitlements.ts';
import { localDockerfile } from './input/local-dockerfile.ts';
import { checkOptions } from './input/option-check.ts';
import { hostPlatform, platformOf } from './input/platform.ts';
import { describeImage } from './output/describe-image.ts';
import { checkOutputs } from './output/check-outputs.ts';
import { fetchLayers } from './output/fetch-layers.ts';
import { normalizedNames } from './output/image-names.ts';
import { keepNames } from './output/keep-names.ts';
import type { TargetImage } from './output/target-image.ts';
import { type OutputContext, writeOutputs } from './output/write-outputs.ts';
import { createStepKeeper } from './kept-step.ts';
import { planLoop, type ResolveImage } from './plan-loop.ts';
import { hasRun } from './services/known-builds.ts';
import { type ParsedDockerfile, parsedWith } from './services/parsed-dockerfile.ts';
import { openServices, type BuildServices } from './services/open-services.ts';
import { removedStore } from './services/removed-store.ts';

/**
 * Builds a Dockerfile. Nothing is left behind when it fails or is aborted but what the cache may keep; an output file that
 * was there is replaced only by a complete one. Throws `BuildError`, `SandboxError` and their like: all `StrakeError`s;
 * the signal's reason when aborted.
 */
export async function build(input: BuildInput): Promise<BuildResult> {
  checkOptions('build', BUILD_OPTIONS, input);
  const signal = input.signal ?? new AbortController().signal;
  signal.throwIfAborted();
  const names = normalizedNames(input.tags ?? []);
  const local = localDockerfile(input);
  const dockerfileWith = parsedWith(local, input, signal);
  await checkOutputs(input.outputs ?? [], names, (input.platforms ?? [hostPlatform()]).map(platformOf));
  const keeper = createStepKeeper(input);
  const services = await openServices({ ...input, ...keeper.look }, local?.ignoreFile, signal);
  let result: BuildResult;
  try {
    result = await buildFile(await dockerfileWith(services), names, input, services, signal);
  } catch (error) {
    const removed = signal.aborted ? undefined : removedStore(services.store, error);
    const failure = removed ?? keeper.attach(error, services);
    if (!keeper.handedOver) await closeAfterFailure(services, removed ? {} : input);
    throw failure;
  }
  await services[Symbol.asyncDispose]();
  return result;
}

/** What fails here must not hide why the build has failed. */
async function closeAfterFailure(services: BuildServices, { onEvent }: Pick<BuildInput, 'onEvent'>): Promise<void> {
  try {
    await services[Symbol.asyncDispose]();
  } catch (error) {
    onEvent?.({ type: 'note', message: (error as Error).message });
  }
}

async function buildFile(
  file: ParsedDockerfile,
  names: readonly string[],
  input: BuildInput,
  services: BuildServices,
  signal: AbortSignal,
): Promise<BuildResult> {
  const { source, parsed, known } = file;
  if (hasRun(parsed) && !(await known.seen())) services.expectCommand();
  const plan = await planned(parsed, source, input, services, signal);
  const { graph } = plan;
  await refuseUnentitled(graph, { allowed: input.allow ?? [], devices: services.devices, source });
  const { results, findings } = await solvedAndChecked(plan, file, input, services, signal);
  await refuseWrongCache(services, signal);
  const targets = targetImages(graph, results);
  const context = outputContext(graph, targets, names, input, services, signal);
  const outputs = await writeOutputs(input.outputs ?? [], context);
  await refuseWrongCache(services, signal);
  const unnamed = input.keepUnnamed === true && names.length === 0 && outputs.length === 0;
  if (names.length > 0 || outputs.length === 0) await fetchLayers(context, graph);
  const [described] = await Promise.all([
    Promise.all(targets.map(({ image }) => describeImage(image, context))),
    keepNames(context, outputs, unnamed),
  ]);
  const { used, indexBlob } = services.cache;
  await exportCaches(input.cacheTo ?? [], { ...context, used, indexBlob });
  await known.remember();
  return { images: described, names, outputs, graph, diagnostics: [...plan.diagnostics, ...findings] };
}

interface PlannedBuild {
  readonly graph: Graph;
  readonly proxyEnv: readonly string[];
  readonly bases: readonly BaseImage[];
  readonly diagnostics: readonly Diagnostic[];
}

async function planned(
  parsed: ParseResult,
  source: SourceText,
  input: BuildInput,
  services: BuildServices,
  signal: AbortSignal,
): Promise<PlannedBuild> {
  const bases: BaseImage[] = [];
  const resolveImage: ResolveImage = async (query, abort) => {
    const answer = await services.resolveImage(query, abort);
    if ('config' in answer) bases.push({ query, ...answer });
    return answer;
  };
  const step = await planLoop(parsed, planOptions(input, services), resolveImage, signal);
  if (step.status === 'ready') {
    const configs = bases.map(({ config }) => config);
    const unused = unusedArgs(parsed, input.args ?? {}, configs);
    const unknown = unknownStages(parsed, input.noCache);
    // What the parser warns of and a check finds is said by the check.
    const own = parsed.diagnostics.filter(({ code }) => code !== 'empty-continuation');
    const diagnostics = [...own, ...step.diagnostics, ...unused, ...unknown];
    tell(diagnostics, input);
    return { ...step, bases, diagnostics };
  }
  refuseErrors(step.diagnostics, source);
  throw new Error('a plan is invalid, but no diagnostic says why');
}

function planOptions(input: BuildInput, services: BuildServices): Omit<PlanOptions, 'images'> {
  const { target, args, labels, noCache, network, shmSize, ulimits, extraHosts } = input;
  return {
    buildPlatform: hostPlatform(),
    contexts: services.namedContexts,
    createHasher: services.executor.hasher,
    ...defined({ target, args, labels, noCache, network, shmSize, ulimits, extraHosts }),
    ...(input.platforms ? { platforms: input.platforms.map(platformOf) } : {}),
  };
}

function tell(diagnostics: readonly Diagnostic[], { onEvent }: BuildInput): void {
  for (const warning of diagnostics) onEvent?.({ type: 'warning', warning });
}

/**
 * The linter works while the first command is prepared and runs, or after all steps; before them where its findings may
 * refuse the build.
 */
async function solvedAndChecked(
  plan: PlannedBuild,
  file: ParsedDockerfile,
  input: BuildInput,
  services: BuildServices,
  signal: AbortSignal,
): Promise<{ readonly results: ReadonlyMap<Digest, Result>; readonly findings: readonly Diagnostic[] }> {
  const { args = {}, target, platforms = [hostPlatform()] } = input;
  const { parsed, source, ignoreText: ignored } = file;
  refuseCheckArg(args);
  const check = async (): Promise<readonly Diagnostic[]> => {
    const contexts = services.namedContexts;
    const facts = { parsed, text: source.text, ignore: ignored, target, args, platforms: platforms.map(platformOf) };
    const found = await buildChecks({ ...facts, bases: plan.bases, contexts }, services.store.records);
    tell(found, input);
    return found;
  };
  const early = checksMayRefuse({ parsed, args }) ? await check() : undefined;
  if (early) refuseViolations(early);
  const steps = solved(plan, file, input, services, signal);
  const idle = Promise.race([services.sandboxBusy, steps.then(ignore, ignore)]);
  const [solving, checking] = await Promise.allSettled([steps, early ?? idle.then(check)]);
  if (solving.status === 'rejected') throw solving.reason;
  if (checking.status === 'rejected') throw checking.reason;
  return { results: solving.value, findings: checking.value };
}

async function solved(
  { graph, proxyEnv }: PlannedBuild,
  { source, parsed }: ParsedDockerfile,
  input: BuildInput,
  services: BuildServices,
  signal: AbortSignal,
): Promise<ReadonlyMap<Digest, Result>> {
  const file = typeof input.dockerfile === 'object' ? undefined : source.name;
  const meter = createBuildMeter({ ...input, file, parsed }, services.store);
  try {
    const executor = { ...services.executor, images: services.imagesFor(graph) };
    const results = await solve(graph, executor, {
      signal,
      proxyEnv,
      onEvent: meter.onEvent,
      ...defined({ parallelism: input.parallelism }),
    });
    services.endSandbox();
    await meter.remember(graph, results);
    return results;
  } catch (error) {
    await meter.remember(graph, new Map());
    if (!(error instanceof StepError)) throw error;
    const at = graph.vertices.get(error.vertex)?.origin.range;
    const hint = missingSource(error, graph, input) ?? error.hint;
    const place = { at, hint, ...missingUser(error, at, parsed) };
    const data = error.cause instanceof StrakeError ? error.cause.data : {};
    throw new BuildError('STEP_FAILED', error.message, { cause: error, data, source, ...defined(place) });
  }
}

/** A cache is believed of a base as long as that is not here. */
async function refuseWrongCache({ findWrong, cache }: BuildServices, signal: AbortSignal): Promise<void> {
  const diffId = await findWrong(signal);
  if (diffId === undefined) return;
  await cache.forget();
  throw new BuildError('CACHE_WRONG', `what a cache elsewhere says of layer ${diffId} of a base is not so`, {
    hint: 'what it led to here is forgotten: build again without that --cache-from, and write the cache anew',
    data: { diffId },
  });
}

function ignore(): void {}

function targetImages(graph: Graph, results: ReadonlyMap<Digest, Result>): readonly TargetImage[] {
  return graph.targets.map((target) => ({
    image: assembleImage(target, results),
    own: target.history.filter(({ vertex }) => vertex !== undefined).length,
    ...(target.epoch === undefined ? {} : { epoch: target.epoch }),
  }));
}

function outputContext(
  graph: Graph,
  targets: readonly TargetImage[],
  names: readonly string[],
  { onEvent }: BuildInput,
  { store, registry, sourcesOf }: BuildServices,
  signal: AbortSignal,
): OutputContext {
  const bases = [...graph.vertices.values()].flatMap(({ op }) => (op.kind === 'image' ? sourcesOf(op) : []));
  return {
    targets,
    names,
    store,
    registry,
    signal,
    images: imageRecords(store.records),
    sources: [...new Set(bases)],
    note: (message) => onEvent?.({ type: 'note', message }),
  };
}

function defined<T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as never;
}
