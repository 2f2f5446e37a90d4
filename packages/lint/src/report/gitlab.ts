import { fingerprints } from './fingerprint.ts';
import { type LintedFile, preciseRows } from './row.ts';

const SEVERITIES = { error: 'critical', warning: 'major', info: 'minor', hint: 'info' } as const;

/** GitLab's code quality report. */
export function gitlabReport(files: readonly LintedFile[]): string {
  const entries = files.flatMap((file) => {
    const prints = fingerprints(file);
    return preciseRows([file]).map(({ rule, message, severity, line, endLine }, i) => ({
      type: 'issue',
      check_name: rule,
      description: message,
      fingerprint: prints[i],
      severity: SEVERITIES[severity],
      location: { path: file.name, lines: { begin: line, end: endLine } },
    }));
  });
  return `${JSON.stringify(entries, null, 2)}\n`;
}
