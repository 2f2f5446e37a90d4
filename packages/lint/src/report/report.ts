import { checkstyleReport } from './checkstyle.ts';
import { githubReport } from './github.ts';
import { gitlabReport } from './gitlab.ts';
import { hadolintReport } from './hadolint.ts';
import { jsonReport } from './json.ts';
import { junitReport } from './junit.ts';
import { type PrettyOptions, prettyReport } from './pretty.ts';
import type { LintedFile } from './row.ts';
import { sarifReport } from './sarif.ts';

/** Names of the reports. */
export const REPORT_FORMATS = [
  'pretty',
  'json',
  'sarif',
  'github',
  'junit',
  'checkstyle',
  'gitlab',
  'hadolint',
] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

/** The findings of files as text that ends in a line break, or as nothing. */
export function renderReport(format: ReportFormat, files: readonly LintedFile[], options: PrettyOptions = {}): string {
  switch (format) {
    case 'pretty':
      return prettyReport(files, options);
    case 'json':
      return jsonReport(files);
    case 'sarif':
      return sarifReport(files);
    case 'github':
      return githubReport(files);
    case 'junit':
      return junitReport(files);
    case 'checkstyle':
      return checkstyleReport(files);
    case 'gitlab':
      return gitlabReport(files);
    case 'hadolint':
      return hadolintReport(files);
  }
}
