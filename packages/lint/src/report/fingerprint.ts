import type { Finding } from '../finding.ts';
import type { LintedFile } from './row.ts';

/** A name for a finding that outlives changes elsewhere in the file: of the file, the rule and the line's text. */
export function fingerprint({ name, text }: LintedFile, finding: Finding, occurrence: number): string {
  const { offset } = finding.range.start;
  const lineBreak = text.indexOf('\n', offset);
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1, lineBreak < 0 ? text.length : lineBreak).trim();
  return hash([name, finding.rule, line, occurrence].join('\0'));
}

/** A fingerprint for each finding; equal ones of a file are counted. */
export function fingerprints(file: LintedFile): readonly string[] {
  const seen = new Map<string, number>();
  return file.findings.map((finding) => {
    const first = fingerprint(file, finding, 0);
    const count = seen.get(first) ?? 0;
    seen.set(first, count + 1);
    return count === 0 ? first : fingerprint(file, finding, count);
  });
}

/** FNV-1a over UTF-16 units in two lanes: to tell apart, not to protect. */
function hash(text: string): string {
  let a = 0x811c9dc5;
  let b = 0x01000193;
  for (let i = 0; i < text.length; i++) {
    a = Math.imul(a ^ text.charCodeAt(i), 0x01000193);
    b = Math.imul(b ^ text.charCodeAt(i), 0x85ebca6b);
  }
  return [a, b].map((lane) => (lane >>> 0).toString(16).padStart(8, '0')).join('');
}
