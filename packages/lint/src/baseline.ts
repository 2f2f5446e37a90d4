import { fingerprints } from './report/fingerprint.ts';
import type { LintedFile } from './report/row.ts';

/** Findings that a code base had when its rules were turned on: they are not reported again. */
export interface Baseline {
  readonly version: 1;
  readonly findings: readonly { readonly file: string; readonly rule: string; readonly fingerprint: string }[];
}

export function createBaseline(files: readonly LintedFile[]): Baseline {
  return {
    version: 1,
    findings: files.flatMap((file) => {
      const prints = fingerprints(file);
      return file.findings.map(({ rule }, i) => ({ file: file.name, rule, fingerprint: prints[i] ?? '' }));
    }),
  };
}

/** The files without the findings of the baseline. */
export function withoutBaseline(files: readonly LintedFile[], baseline: Baseline): readonly LintedFile[] {
  const known = new Set(baseline.findings.map((finding) => finding.fingerprint));
  return files.map((file) => {
    const prints = fingerprints(file);
    return { ...file, findings: file.findings.filter((_, i) => !known.has(prints[i] ?? '')) };
  });
}

/** Reads a baseline; undefined when the text is none. */
export function readBaseline(text: string): Baseline | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null || !('version' in value) || value.version !== 1) return undefined;
  if (!('findings' in value) || !Array.isArray(value.findings)) return undefined;
  return value.findings.every(isKnown) ? (value as Baseline) : undefined;
}

function isKnown(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return 'fingerprint' in value && typeof value.fingerprint === 'string';
}
