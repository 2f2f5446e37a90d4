import type { Severity } from '@strake/core';
import { rules } from '../rules/index.ts';
import { presetLevels, rulesWithoutDoubt, shellLevels } from './presets.ts';
import type { LabelType, Level, LintSettings } from './settings.ts';

/** Settings with every question answered. */
export interface LintConfig {
  /** Level of every rule, by its name; of ShellCheck's (`SC2086`) those that are not ShellCheck's own. */
  readonly levels: ReadonlyMap<string, Level>;
  /** Rules whose doubtful findings are left out. */
  readonly withoutDoubt: ReadonlySet<string>;
  readonly trustedRegistries: readonly string[];
  readonly labelSchema: Readonly<Record<string, LabelType>>;
  readonly strictLabels: boolean;
  readonly inlineIgnores: boolean;
  readonly afterErrors: boolean;
  readonly failOn: Level;
  readonly maxWarnings: number | undefined;
  /** Rule names in the settings that no rule has. */
  readonly unknownRules: readonly string[];
}

const NAMES: ReadonlyMap<string, string> = new Map(
  rules.flatMap((rule) => [rule.name, ...rule.aliases].map((name) => [name, rule.name] as const)),
);

/** The name of the rule that is known under a name or alias. */
export function ruleNameOf(name: string): string | undefined {
  return NAMES.get(name);
}

/** All names and aliases of rules. */
export function ruleNames(): Iterable<string> {
  return NAMES.keys();
}

/** Merges settings, later over earlier, over the presets that they extend. */
export function resolveConfig(...settings: readonly LintSettings[]): LintConfig {
  const merged = mergeSettings(settings);
  const levels = new Map<string, Level>([...presetLevels(merged.extends), ...shellLevels(merged.extends)]);
  const unknownRules: string[] = [];
  for (const [name, level] of Object.entries(merged.rules ?? {})) {
    const rule = NAMES.get(name);
    if (rule !== undefined) levels.set(rule, level);
    else if (/^SC\d+$/.test(name)) levels.set(name, level);
    else unknownRules.push(name);
  }
  return {
    levels,
    unknownRules,
    withoutDoubt: rulesWithoutDoubt(merged.extends),
    trustedRegistries: merged.trustedRegistries ?? [],
    labelSchema: merged.labelSchema ?? {},
    strictLabels: merged.strictLabels ?? false,
    inlineIgnores: merged.inlineIgnores ?? true,
    afterErrors: merged.afterErrors ?? false,
    failOn: merged.failOn ?? 'warning',
    maxWarnings: merged.maxWarnings,
  };
}

/** One settings object in which the later ones win, rule by rule. */
export function mergeSettings(settings: readonly LintSettings[]): LintSettings {
  let merged: LintSettings = {};
  for (const next of settings) merged = { ...merged, ...next, rules: { ...merged.rules, ...next.rules } };
  return merged;
}

/** Whether `severity` is at least as grave as `level`. */
export function isAtLeast(severity: Severity, level: Level): boolean {
  return level !== 'off' && GRAVITY[severity] >= GRAVITY[level];
}

const GRAVITY: Readonly<Record<Severity, number>> = { hint: 0, info: 1, warning: 2, error: 3 };
