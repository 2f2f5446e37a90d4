import type { Healthcheck, ImageConfig, Platform, RunConfig } from '@strake/oci/model';
import { createEnvList, type EnvList } from './env-list.ts';
import { baseHistory, type HistoryChain } from './history.ts';

/** The configuration of a stage's image while its instructions are read. Changed in place, forked for a child stage. */
export interface ImageDraft {
  platform: Platform;
  author: string | undefined;
  user: string;
  readonly env: EnvList;
  entrypoint: readonly string[];
  command: readonly string[];
  /** Docker's mark of a CMD that was given its shell by the builder. */
  argsEscaped: boolean;
  workingDir: string;
  stopSignal: string;
  healthcheck: Healthcheck | undefined;
  shell: readonly string[];
  readonly onBuild: string[];
  readonly ports: Set<string>;
  readonly volumes: Set<string>;
  readonly labels: Map<string, string>;
  history: HistoryChain | undefined;
}

/** The configuration a stage FROM an image starts with. Triggers are not part of it: they have been run or dropped. */
export function draftFrom(image: ImageConfig): ImageDraft {
  const run = image.config ?? {};
  return {
    platform: platformOf(image),
    author: image.author,
    history: baseHistory(image.history ?? []),
    onBuild: [],
    ...processOf(run),
    ...declarationsOf(run),
  };
}

function processOf(run: RunConfig) {
  return {
    user: run.User ?? '',
    env: createEnvList(run.Env ?? []),
    entrypoint: run.Entrypoint ?? [],
    command: run.Cmd ?? [],
    argsEscaped: run.ArgsEscaped ?? false,
    workingDir: run.WorkingDir ?? '',
    shell: run.Shell ?? [],
  };
}

function declarationsOf(run: RunConfig) {
  return {
    stopSignal: run.StopSignal ?? '',
    healthcheck: run.Healthcheck,
    ports: new Set(Object.keys(run.ExposedPorts ?? {})),
    volumes: new Set(Object.keys(run.Volumes ?? {})),
    labels: new Map(Object.entries(run.Labels ?? {})),
  };
}

/** The configuration of `FROM scratch`. */
export function emptyDraft(platform: Platform): ImageDraft {
  return { ...bareDraft(platform), workingDir: '/' };
}

/** No configuration at all. */
export function bareDraft(platform: Platform): ImageDraft {
  return draftFrom({ ...imagePlatform(platform), rootfs: { type: 'layers', diff_ids: [] } });
}

/** What a stage FROM another stage starts with: all of it but the triggers. */
export function forkDraft(draft: ImageDraft): ImageDraft {
  return {
    ...draft,
    env: draft.env.fork(),
    onBuild: [],
    ports: new Set(draft.ports),
    volumes: new Set(draft.volumes),
    labels: new Map(draft.labels),
  };
}

/** The configuration as an image has it, without layers and history. */
export function imageConfigOf(draft: ImageDraft): ImageConfig {
  return {
    ...(draft.author ? { author: draft.author } : {}),
    ...imagePlatform(draft.platform),
    config: { ...processConfig(draft), ...declaredConfig(draft) },
    rootfs: { type: 'layers', diff_ids: [] },
  };
}

function processConfig(draft: ImageDraft): RunConfig {
  return {
    ...(draft.user === '' ? {} : { User: draft.user }),
    ...(draft.env.entries().length > 0 ? { Env: [...draft.env.entries()] } : {}),
    ...(draft.entrypoint.length > 0 ? { Entrypoint: draft.entrypoint } : {}),
    ...(draft.command.length > 0 ? { Cmd: draft.command } : {}),
    ...(draft.workingDir === '' ? {} : { WorkingDir: draft.workingDir }),
    ...(draft.argsEscaped ? { ArgsEscaped: true } : {}),
    ...(draft.shell.length > 0 ? { Shell: draft.shell } : {}),
  };
}

function declaredConfig(draft: ImageDraft): RunConfig {
  return {
    ...(draft.ports.size > 0 ? { ExposedPorts: flags(draft.ports) } : {}),
    ...(draft.volumes.size > 0 ? { Volumes: flags(draft.volumes) } : {}),
    ...(draft.labels.size > 0 ? { Labels: Object.fromEntries([...draft.labels].sort(byName)) } : {}),
    ...(draft.stopSignal === '' ? {} : { StopSignal: draft.stopSignal }),
    ...(draft.healthcheck ? { Healthcheck: draft.healthcheck } : {}),
    ...(draft.onBuild.length > 0 ? { OnBuild: [...draft.onBuild] } : {}),
  };
}

function flags(names: Iterable<string>): Record<string, Record<string, never>> {
  return Object.fromEntries([...names].sort().map((name) => [name, {}]));
}

function byName([a]: readonly [string, string], [b]: readonly [string, string]): number {
  return a < b ? -1 : 1;
}

function platformOf(image: ImageConfig): Platform {
  const { os, architecture, variant } = image;
  const osVersion = image['os.version'];
  return { os, architecture, ...(variant ? { variant } : {}), ...(osVersion ? { osVersion } : {}) };
}

function imagePlatform({ os, architecture, variant, osVersion }: Platform) {
  return { architecture, os, ...(variant ? { variant } : {}), ...(osVersion ? { 'os.version': osVersion } : {}) };
}
