import type { Diagnostic } from '@strake/core';
import { normalizePlatform, type Platform } from '@strake/oci/model';
import type { ArgNode } from '@strake/parser';
import type { PlanOptions } from '../plan-step.ts';
import { type BuildArgs, parseBoolean, platformArgs } from './build-args.ts';
import { contextFinder, type FindContext } from './contexts.ts';
import { datedBuild } from './epoch.ts';
import type { Variables, WordSyntax } from './expand.ts';
import type { SourceText } from './fault.ts';
import { globalVariables } from './scope.ts';
import type { Stage } from './stages.ts';
import { createTrees, type Trees } from './trees.ts';

/** What all stages of one platform's plan share. */
export interface Setting {
  readonly options: PlanOptions;
  readonly source: SourceText;
  readonly syntax: WordSyntax;
  readonly args: BuildArgs;
  /** Variables of FROM lines, and what an ARG without default is declared from. */
  readonly globals: Variables;
  /** What the image is for, and the platform of bases that ask for no other. */
  readonly platform: Platform;
  /** No platform was asked for: the image has the one of its base. */
  readonly implicitPlatform: boolean;
  /** Titles name the platform. */
  readonly showPlatform: boolean;
  /** SOURCE_DATE_EPOCH in seconds. */
  readonly epoch: number | undefined;
  readonly findContext: FindContext;
  readonly trees: Trees;
  readonly report: (diagnostic: Diagnostic) => void;
  /** Whether anything was reported: the phase that did is the last. */
  readonly failed: () => boolean;
}

export interface SettingRequest {
  readonly platform: Platform;
  readonly globals: readonly ArgNode[];
  readonly stages: readonly Stage[];
  readonly options: PlanOptions;
  readonly source: SourceText;
  readonly escape: WordSyntax['escape'];
  readonly report: Setting['report'];
  readonly failed: Setting['failed'];
}

/** Settles the arguments and names of one platform's plan. Faults are those of global ARGs. */
export function createSetting(request: SettingRequest): Setting {
  const { platform, stages, options, source, report, failed } = request;
  const syntax = { escape: request.escape };
  const given = new Map(Object.entries(options.args ?? {}));
  const build = normalizePlatform(options.buildPlatform);
  const targetStage = options.target || stages.at(-1)?.name || 'default';
  const declared = globalVariables(platformArgs(platform, build, targetStage), request.globals, given, syntax);
  const findContext = contextFinder(options.contexts);
  const { epoch, args, globals } = datedBuild({ args: given, globals: declared, stages, platform, findContext });
  const names = (): Iterable<string> => stages.flatMap(({ name }) => name ?? []);
  return {
    options,
    source,
    syntax,
    args,
    globals,
    platform,
    implicitPlatform: !options.platforms || options.platforms.length === 0,
    showPlatform: parseBoolean(args.get('BUILDKIT_MULTI_PLATFORM') ?? '') ?? (options.platforms?.length ?? 0) > 1,
    epoch,
    findContext,
    trees: createTrees(options, findContext, names),
    report,
    failed,
  };
}
