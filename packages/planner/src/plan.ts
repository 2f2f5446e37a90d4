import type { Diagnostic } from '@strake/core';
import { normalizePlatform, type Platform } from '@strake/oci/model';
import type { ParseResult } from '@strake/parser';
import { checkArguments } from './check-arguments.ts';
import { proxyEnv } from './dockerfile/build-args.ts';
import { START } from './dockerfile/epoch.ts';
import { attempt, fail, type SourceText } from './dockerfile/fault.ts';
import { type PlatformPlan, planPlatform } from './dockerfile/platform-plan.ts';
import { createSetting } from './dockerfile/setting.ts';
import { fileLayout, type FileLayout } from './dockerfile/stages.ts';
import { syntaxWarning } from './dockerfile/syntax.ts';
import { createUnnamedVertices, createVertices, type Vertices } from './dockerfile/vertices.ts';
import { graphOf } from './graph/topology.ts';
import type { ImageQuery, PlanOptions, PlanStep } from './plan-step.ts';

/**
 * One round of planning: what the Dockerfile asks to be built, as a graph. Pure and total: no I/O, no clock, the same
 * answer for the same file, options and answers of `options.images`; what is wrong with the file comes as diagnostics.
 * While images are unknown it names all it can see to be needed (`needs`): look them up and call again. Throws an
 * `ArgumentError` where the types of its arguments are not those that it has here.
 */
export function plan(source: ParseResult, options: PlanOptions): PlanStep {
  checkArguments(source, options);
  return planWith(createVertices(options.createHasher), source, options);
}

/**
 * What `plan` says of a file, without the graph: all of its work but the digests, which are most of it. For editors, which
 * ask after each key. Nothing is said while images are unknown.
 */
export function planDiagnostics(source: ParseResult, options: PlanOptions): readonly Diagnostic[] {
  checkArguments(source, options);
  const step = planWith(createUnnamedVertices(), source, options);
  return step.status === 'needs' ? [] : step.diagnostics;
}

function planWith(vertices: Vertices, source: ParseResult, options: PlanOptions): PlanStep {
  const errors = source.diagnostics.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) return { status: 'invalid', diagnostics: errors };
  const text: SourceText = { text: source.text, rangeOf: (span) => source.lines.rangeOf(span) };
  const report = createReport();
  const layout = attempt(() => stagesOf(source), text, START, report.report);
  if (!layout) return { status: 'invalid', diagnostics: report.diagnostics };
  const plans = platformsOf(options).map((platform) =>
    planFor(platform, layout, { source, text, options, report, vertices }),
  );
  if (report.diagnostics.length > 0) return { status: 'invalid', diagnostics: report.diagnostics };
  const needs = distinctQueries(plans);
  if (needs.length > 0) return { status: 'needs', images: needs };
  return {
    status: 'ready',
    graph: graphOf(
      plans.flatMap(({ target }) => target ?? []),
      vertices.all,
    ),
    diagnostics: syntaxWarning(source, options),
    proxyEnv: proxyEnv(new Map(Object.entries(options.args ?? {}))),
  };
}

interface PlanContext {
  readonly source: ParseResult;
  readonly text: SourceText;
  readonly options: PlanOptions;
  readonly report: Report;
  readonly vertices: Vertices;
}

function planFor(platform: Platform, { globals, stages }: FileLayout, context: PlanContext): PlatformPlan {
  const { source, text, options, report, vertices } = context;
  const setting = attempt(
    () => createSetting({ platform, globals, stages, options, source: text, escape: source.ast.escape, ...report }),
    text,
    START,
    report.report,
  );
  if (!setting) return { needs: [], target: undefined };
  return planPlatform(stages, setting, vertices);
}

function stagesOf({ ast }: ParseResult): FileLayout {
  const layout = fileLayout(ast.instructions);
  if (layout.stages.length > 0) return layout;
  return fail('no-stages', 'dockerfile contains no stages to build', { hint: 'add a FROM line' });
}

function platformsOf({ platforms, buildPlatform }: PlanOptions): readonly Platform[] {
  return (platforms && platforms.length > 0 ? platforms : [buildPlatform]).map(normalizePlatform);
}

function distinctQueries(plans: readonly PlatformPlan[]): readonly ImageQuery[] {
  const queries = plans.flatMap(({ needs }) => needs);
  return [...new Map(queries.map((query) => [JSON.stringify([query.ref, query.platform]), query])).values()];
}

interface Report {
  readonly diagnostics: readonly Diagnostic[];
  readonly report: (diagnostic: Diagnostic) => void;
  readonly failed: () => boolean;
}

/** Collects diagnostics, each once: platforms have most of theirs in common. */
function createReport(): Report {
  const diagnostics: Diagnostic[] = [];
  const seen = new Set<string>();
  return {
    diagnostics,
    failed: () => diagnostics.length > 0,
    report(diagnostic) {
      const key = JSON.stringify(diagnostic);
      if (!seen.has(key)) diagnostics.push(diagnostic);
      seen.add(key);
    },
  };
}
