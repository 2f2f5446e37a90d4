import { type LintedFile, preciseRows } from './row.ts';
import { escapeXml } from './xml.ts';

const LEVELS = { error: 'error', warning: 'warning', info: 'info', hint: 'info' } as const;

/** Checkstyle's XML. */
export function checkstyleReport(files: readonly LintedFile[]): string {
  const parts = files.map((file) => {
    const errors = preciseRows([file]).map(
      ({ line, column, severity, message, rule }) =>
        `    <error line="${line}" column="${column}" severity="${LEVELS[severity]}" message="${escapeXml(message)}" source="${escapeXml(rule)}"/>\n`,
    );
    return `  <file name="${escapeXml(file.name)}">\n${errors.join('')}  </file>\n`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<checkstyle version="4.3">\n${parts.join('')}</checkstyle>\n`;
}
