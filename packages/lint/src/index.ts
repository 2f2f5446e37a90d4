export { lint } from './lint.ts';
export type { Finding, Fix } from './finding.ts';
export type { ContextFacts, ContextFile, IgnoreFacts, ImageFacts, PlanFacts, StepFacts } from './facts.ts';
export type { Place, Report, ReportDetails, Rule, RuleDocs, RuleExample, RuleOrigin } from './rule.ts';
export { rules } from './rules/index.ts';
export { isAtLeast, type LintConfig, mergeSettings, resolveConfig, ruleNameOf } from './settings/config.ts';
export type { LabelType, Level, LintSettings, PresetName } from './settings/settings.ts';
export { applyFixes, type FixedText } from './fix/apply.ts';
