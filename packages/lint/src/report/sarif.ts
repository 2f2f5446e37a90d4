import { type LineTable, lineTable, type Range } from '@strake/core';
import type { Finding } from '../finding.ts';
import { rulePage } from '../docs/rule-page.ts';
import type { Rule } from '../rule.ts';
import { rules } from '../rules/index.ts';
import { fingerprints } from './fingerprint.ts';
import type { LintedFile } from './row.ts';

const LEVELS = { error: 'error', warning: 'warning', info: 'note', hint: 'note' } as const;

/** SARIF 2.1.0, with the rules that fired and the fixes. */
export function sarifReport(files: readonly LintedFile[]): string {
  const fired = [
    ...new Map(files.flatMap(({ findings }) => findings.map((finding) => [finding.rule, finding]))).values(),
  ];
  const indexes = new Map(fired.map(({ rule }, i) => [rule, i]));
  const run = {
    tool: { driver: { name: 'strake lint', rules: fired.map(describe) } },
    columnKind: 'utf16CodeUnits',
    results: files.flatMap((file) => {
      const prints = fingerprints(file);
      const lines = lineTable(file.text);
      return file.findings.map((finding, i) =>
        resultOf(file, lines, finding, indexes.get(finding.rule) ?? 0, prints[i] ?? ''),
      );
    }),
  };
  const schema = 'https://json.schemastore.org/sarif-2.1.0.json';
  return `${JSON.stringify({ $schema: schema, version: '2.1.0', runs: [run] }, null, 2)}\n`;
}

function describe({ rule, url, aliases }: Finding): unknown {
  const known = rules.find(({ name }) => name === rule);
  return {
    id: rule,
    helpUri: url,
    ...(known === undefined ? {} : describeRule(known)),
    properties: { aliases },
  };
}

function describeRule(rule: Rule): object {
  const page = rulePage(rule);
  return {
    shortDescription: { text: rule.docs.summary },
    fullDescription: { text: rule.docs.rationale },
    help: { text: page, markdown: page },
  };
}

function resultOf({ name }: LintedFile, lines: LineTable, finding: Finding, ruleIndex: number, print: string): unknown {
  const artifactLocation = { uri: name === '-' ? 'stdin' : encodeURI(name) };
  const region = regionOf(finding.focus ?? finding.range);
  return {
    ruleId: finding.rule,
    ruleIndex,
    level: LEVELS[finding.severity],
    message: { text: finding.message },
    locations: [{ physicalLocation: { artifactLocation, region } }],
    partialFingerprints: { 'strake/v1': print },
    ...(finding.fix === undefined ? {} : { fixes: [fixOf(artifactLocation, lines, finding.fix)] }),
  };
}

function fixOf(artifactLocation: unknown, lines: LineTable, { title, edits }: NonNullable<Finding['fix']>): unknown {
  const replacements = edits.map(({ start, end, newText }) => ({
    deletedRegion: regionOf(lines.rangeOf({ start, end })),
    insertedContent: { text: newText },
  }));
  return { description: { text: title }, artifactChanges: [{ artifactLocation, replacements }] };
}

function regionOf({ start, end }: Range): Readonly<Record<string, number>> {
  return {
    startLine: start.line + 1,
    startColumn: start.character + 1,
    endLine: end.line + 1,
    endColumn: end.character + 1,
  };
}
