export { lint, withoutSilenced } from './lint.ts';
export type { Finding, Fix } from './finding.ts';
export type { ContextFacts, ContextFile, IgnoreFacts, ImageFacts, PlanFacts, StepFacts } from './facts.ts';
export type {
  DoubtfulExample,
  Place,
  Report,
  ReportDetails,
  Rule,
  RuleDocs,
  RuleExample,
  RuleOrigin,
} from './rule.ts';
export { rulePage } from './docs/rule-page.ts';
export { rules } from './rules/index.ts';
export { isAtLeast, type LintConfig, mergeSettings, resolveConfig, ruleNameOf } from './settings/config.ts';
export type { LabelType, Level, LintSettings, PresetName } from './settings/settings.ts';
export { readSettings, type ReadSettings } from './settings/read-settings.ts';
export { settingsSchema } from './settings/schema.ts';
export { SETTINGS_FILES } from './settings/settings-files.ts';
export { applyFixes, fixAll, type FixedText } from './fix/apply.ts';
export { syntaxFindings } from './syntax-findings.ts';
export { type Baseline, createBaseline, readBaseline, withoutBaseline } from './baseline.ts';
export { type LintedFile, type LintRow, type RowPlace, rowsOf } from './report/row.ts';
export { REPORT_FORMATS, renderReport, type ReportFormat } from './report/report.ts';
export type { PrettyOptions, PrettyStyle } from './report/pretty.ts';
export { type ShellText, shellTexts } from './shell/shell-texts.ts';
