import type { Finding } from '../finding.ts';
import type { LintedFile } from './row.ts';

/** What hadolint prints with `-f json`: one entry a finding, under hadolint's name where it has one. */
export function hadolintReport(files: readonly LintedFile[]): string {
  const entries = files.flatMap(({ name, findings }) =>
    findings.map((finding) => ({
      code: hadolintName(finding),
      column: finding.range.start.character + 1,
      file: name,
      level: finding.severity === 'hint' ? 'style' : finding.severity,
      line: finding.range.start.line + 1,
      message: finding.message,
    })),
  );
  return `${JSON.stringify(entries)}\n`;
}

function hadolintName({ rule, aliases }: Finding): string {
  return [rule, ...aliases].find((name) => /^(?:DL|SC)\d+$/.test(name)) ?? rule;
}
