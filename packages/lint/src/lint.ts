import type { Severity } from '@strake/core';
import type { Instruction, ParseResult } from '@strake/parser';
import type { PlanFacts } from './facts.ts';
import type { Finding } from './finding.ts';
import { type Ignores, readIgnores, type SkipKind } from './ignore.ts';
import { mergeTwins } from './merge-twins.ts';
import { createLintFile, type LintFile } from './model/lint-file.ts';
import type { Place, Report, ReportDetails, Rule } from './rule.ts';
import { rules } from './rules/index.ts';
import { ruleUrl } from './rule-url.ts';
import type { Stage } from './model/stages.ts';
import { type LintConfig, resolveConfig } from './settings/config.ts';

let defaults: LintConfig | undefined;

/** Findings of one rule in a file. */
const LIMIT = 1000;

/**
 * Runs all rules that are on. Pure and total; in source order, at most 1000 findings of a rule. Faults of the syntax are in
 * `result.diagnostics`.
 */
export function lint(result: ParseResult, config?: LintConfig, facts: PlanFacts = {}): readonly Finding[] {
  const settings = config ?? (defaults ??= resolveConfig());
  const file = createLintFile(result, settings, facts);
  const ignores = readIgnores(file);
  const findings: Finding[] = [];
  for (const active of activeRules(settings, ignores)) {
    const { commands } = active.rule;
    if (commands !== undefined && !file.runs(commands)) continue;
    const limit = findings.length + LIMIT;
    const report: Report = (place, message, details = {}) => {
      if (findings.length < limit) addFinding(findings, file, ignores, active, place, message, details);
    };
    active.rule.check(file, report);
  }
  return findings.length === 0 ? findings : mergeTwins(findings, lonelyTwins(file)).sort(inOrder);
}

/** Of twins, where BuildKit's check has looked and found nothing: whether the other one's finding goes too. */
function lonelyTwins(file: LintFile): (rule: string) => boolean {
  const { withoutDoubt } = file.config;
  return (rule) => withoutDoubt.has(rule) && file.buildkit.isWhole;
}

interface ActiveRule {
  readonly rule: Rule;
  readonly severity: Severity;
}

const ACTIVE = new WeakMap<LintConfig, readonly ActiveRule[]>();

/** The rules that are on; those of a configuration are found once. */
function activeRules(config: LintConfig, ignores: Ignores): readonly ActiveRule[] {
  const isPlain = ignores.experimental.length === 0 && !ignores.areErrors;
  const known = isPlain ? ACTIVE.get(config) : undefined;
  if (known !== undefined) return known;
  const active = rules.flatMap((rule) => {
    const severity = severityOf(rule, config, ignores);
    return severity === 'off' ? [] : [{ rule, severity }];
  });
  if (isPlain) ACTIVE.set(config, active);
  return active;
}

/** Findings of other tools, without those that comments in the file silence or the configuration turns off. */
export function withoutSilenced(
  result: ParseResult,
  config: LintConfig,
  findings: readonly Finding[],
): readonly Finding[] {
  const ignores = readIgnores(createLintFile(result, config, {}));
  return findings.flatMap((finding) => {
    const level = config.levels.get(finding.rule) ?? finding.severity;
    const isSilent = ignores.covers([finding.rule, ...finding.aliases], 'other', finding.range.start.offset);
    return level === 'off' || isSilent ? [] : [{ ...finding, severity: level }];
  });
}

function severityOf(rule: Rule, { levels }: LintConfig, { experimental, areErrors }: Ignores): Severity | 'off' {
  const level = levels.get(rule.name) ?? 'off';
  if (rule.origin !== 'buildkit') return level;
  if (level === 'off') {
    const isAsked = rule.severity === 'off' && (experimental === 'all' || experimental.includes(rule.name));
    return isAsked ? (areErrors ? 'error' : 'warning') : 'off';
  }
  return areErrors ? 'error' : level;
}

function inOrder(a: Finding, b: Finding): number {
  return a.range.start.offset - b.range.start.offset || (a.rule < b.rule ? -1 : a.rule > b.rule ? 1 : 0);
}

function addFinding(
  findings: Finding[],
  file: LintFile,
  ignores: Ignores,
  { rule, severity }: ActiveRule,
  place: Place,
  message: string,
  details: ReportDetails,
): void {
  const around = enclosing(file.result.ast.instructions, place);
  if (ignores.covers([rule.name, ...rule.aliases], skipKind(rule), (around ?? place).start)) return;
  if (file.config.withoutDoubt.has(rule.name) && isDoubtful(file, rule, place, details)) return;
  const { hint, related, fix } = details;
  findings.push({
    rule: rule.name,
    aliases: rule.aliases,
    severity,
    message,
    ...ranges(file, rule, around, place, details),
    url: ruleUrl(rule),
    ...(hint === undefined ? {} : { hint }),
    ...(related === undefined ? {} : { related }),
    fixable: fix !== undefined,
    ...(fix === undefined ? {} : { fix }),
  });
}

function skipKind({ origin, severity }: Rule): SkipKind {
  if (origin !== 'buildkit') return 'other';
  return severity === 'off' ? 'experimental' : 'check';
}

function ranges(
  { result: { lines } }: LintFile,
  rule: Rule,
  around: Instruction | undefined,
  place: Place,
  { focus = place, isExact }: ReportDetails,
): Pick<Finding, 'range' | 'focus'> {
  const range = isExact === true || rule.origin === 'strake' ? place : (around ?? place);
  const isWhole = focus.start === range.start && focus.end === range.end;
  return { range: lines.rangeOf(range), ...(isWhole ? {} : { focus: lines.rangeOf(focus) }) };
}

function isDoubtful(file: LintFile, rule: Rule, place: Place, details: ReportDetails): boolean {
  if (details.isDoubtful === true) return true;
  return rule.about === 'size' && !file.shipped.has(enclosingStage(file, place));
}

/** The stage that a place lies in, by halving. */
function enclosingStage({ stages }: LintFile, place: Place): Stage | undefined {
  let low = 0;
  let high = stages.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((stages[middle]?.from?.start ?? 0) <= place.start) low = middle;
    else high = middle - 1;
  }
  return stages[low];
}

/** The instruction that a place lies in, by halving. */
function enclosing(instructions: readonly Instruction[], place: Place): Instruction | undefined {
  let low = 0;
  let high = instructions.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((instructions[middle]?.start ?? 0) <= place.start) low = middle;
    else high = middle - 1;
  }
  const node = instructions[low];
  return node !== undefined && node.start <= place.start && place.start <= node.end ? node : undefined;
}
