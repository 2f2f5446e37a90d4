import { counted, excerpt, lineTable } from '@strake/core';
import type { Finding } from '../finding.ts';
import type { LintedFile } from './row.ts';

export type PrettyStyle = 'error' | 'warning' | 'info' | 'hint' | 'dim' | 'bold';

export interface PrettyOptions {
  /** Colours a piece of text; plain when missing. */
  readonly style?: (kind: PrettyStyle, text: string) => string;
}

/** For people: the source with the place marked, and a count at the end. */
export function prettyReport(files: readonly LintedFile[], { style = (_, text) => text }: PrettyOptions): string {
  const parts = files.flatMap((file) => {
    const lines = lineTable(file.text);
    return file.findings.map((finding) => renderFinding(file, lines, finding, style));
  });
  return parts.length === 0 ? '' : `${parts.join('\n')}\n${summary(files)}\n`;
}

function renderFinding(
  { name, text }: LintedFile,
  lines: ReturnType<typeof lineTable>,
  finding: Finding,
  style: NonNullable<PrettyOptions['style']>,
): string {
  const { rule, aliases, severity, message, hint, url } = finding;
  const place = finding.focus ?? finding.range;
  const also = aliases.length === 0 ? '' : ` ${style('dim', `(${aliases.join(', ')})`)}`;
  const where = style('dim', `${name === '-' ? 'stdin' : name}:${place.start.line + 1}:${place.start.character + 1}`);
  const head = `${where} ${style(severity, severity)} ${style('bold', rule)}${also}: ${message}\n`;
  const more = `${hint === undefined ? '' : `  ${style('dim', 'hint:')} ${hint}\n`}  ${style('dim', url)}\n`;
  return head + source(text, lines, place) + more;
}

/** The first line of the place with its words marked. */
function source(text: string, lines: ReturnType<typeof lineTable>, { start, end }: Finding['range']): string {
  const lineStart = lines.lineStart(start.line);
  const lineBreak = text.indexOf('\n', lineStart);
  const lineEnd = lineBreak < 0 ? text.length : lineBreak;
  const line = text.slice(lineStart, text.charAt(lineEnd - 1) === '\r' ? lineEnd - 1 : lineEnd);
  const from = Math.min(start.offset - lineStart, line.length);
  const to = Math.max(from, Math.min(end.offset - lineStart, line.length));
  const place = { start: { line: 0, character: from, offset: from }, end: { line: 0, character: to, offset: to } };
  const number = String(start.line + 1);
  return excerpt(line, place, 0)
    .map((part) => `${part.kind === 'source' ? number : ' '.repeat(number.length)} | ${part.text}`.trimEnd())
    .map((part) => `${part}\n`)
    .join('');
}

function summary(files: readonly LintedFile[]): string {
  const findings = files.flatMap((file) => file.findings);
  const count = (severity: Finding['severity'], noun: string): readonly string[] => {
    const number = findings.filter((finding) => finding.severity === severity).length;
    return number === 0 ? [] : [counted(number, noun)];
  };
  const counts = [
    ...count('error', 'error'),
    ...count('warning', 'warning'),
    ...count('info', 'note'),
    ...count('hint', 'hint'),
  ];
  const fixable = findings.filter((finding) => finding.fixable).length;
  const help = fixable === 0 ? '' : `; strake lint --fix repairs ${fixable === 1 ? 'one' : fixable}`;
  return `${counts.join(', ')}${help}`;
}
