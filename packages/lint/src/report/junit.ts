import { type LintedFile, preciseRows } from './row.ts';
import { escapeXml } from './xml.ts';

/** A suite for each file, a failed case for each finding. */
export function junitReport(files: readonly LintedFile[]): string {
  const suites = files.map((file) => {
    const rows = preciseRows([file]);
    const cases = rows.map(
      ({ rule, line, column, message, severity }) =>
        `    <testcase name="${escapeXml(rule)}" classname="${escapeXml(file.name)}" line="${line}">\n` +
        `      <failure type="${severity}" message="${escapeXml(message)}">${escapeXml(`${file.name}:${line}:${column} ${message}`)}</failure>\n` +
        `    </testcase>\n`,
    );
    const fine = `    <testcase name="${escapeXml(file.name)}" classname="${escapeXml(file.name)}"/>\n`;
    const tests = Math.max(rows.length, 1);
    return `  <testsuite name="${escapeXml(file.name)}" tests="${tests}" failures="${rows.length}" errors="0">\n${cases.join('') || fine}  </testsuite>\n`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n${suites.join('')}</testsuites>\n`;
}
