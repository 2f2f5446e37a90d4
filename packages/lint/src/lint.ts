import type { Severity } from '@strake/core';
import type { Instruction, ParseResult } from '@strake/parser';
import type { PlanFacts } from './facts.ts';
import type { Finding } from './finding.ts';
import { type Ignores, readIgnores } from './ignore.ts';
import { mergeTwins } from './merge-twins.ts';
import { createLintFile } from './model/lint-file.ts';
import type { Place, Report, Rule } from './rule.ts';
import { rules } from './rules/index.ts';
import { ruleUrl } from './rule-url.ts';
import { type LintConfig, resolveConfig } from './settings/config.ts';

let defaults: LintConfig | undefined;

/** Runs all rules that are on. Pure and total; in source order. Faults of the syntax are in `result.diagnostics`. */
export function lint(result: ParseResult, config?: LintConfig, facts: PlanFacts = {}): readonly Finding[] {
  const settings = config ?? (defaults ??= resolveConfig());
  const file = createLintFile(result, settings, facts);
  const ignores = readIgnores(file);
  const findings: Finding[] = [];
  for (const rule of rules) {
    const severity = severityOf(rule, settings, ignores);
    if (severity !== 'off') rule.check(file, reporter(result, rule, severity, ignores, findings));
  }
  return mergeTwins(findings).sort(inOrder);
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
    const isSilent = ignores.covers([finding.rule, ...finding.aliases], false, finding.range.start.offset);
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

function reporter(result: ParseResult, rule: Rule, severity: Severity, ignores: Ignores, findings: Finding[]): Report {
  const { lines } = result;
  const isBuildkit = rule.origin === 'buildkit';
  return (place, message, { focus, hint, related, fix, isExact } = {}) => {
    const node = isExact === true || rule.origin === 'strake' ? undefined : enclosing(result.ast.instructions, place);
    const whole = node ?? place;
    const offset = (node ?? enclosing(result.ast.instructions, place) ?? place).start;
    const names = [rule.name, ...rule.aliases];
    if (ignores.covers(names, isBuildkit && rule.severity !== 'off', offset)) return;
    const words = focus ?? (whole.start === place.start && whole.end === place.end ? undefined : place);
    findings.push({
      rule: rule.name,
      aliases: rule.aliases,
      severity,
      message,
      range: lines.rangeOf(whole),
      ...(words === undefined ? {} : { focus: lines.rangeOf(words) }),
      url: rule.url ?? ruleUrl(rule),
      ...(hint === undefined ? {} : { hint }),
      ...(related === undefined ? {} : { related }),
      fixable: fix !== undefined,
      ...(fix === undefined ? {} : { fix }),
    });
  };
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
