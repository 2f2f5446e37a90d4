import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from '@strake/parser';
import { describe, expect, test } from 'vitest';
import { plan, planDiagnostics } from '../../src/index.ts';
import { type GoldenCase, optionsOf, parseCases, printCases } from './cases.ts';
import { summarize } from './summary.ts';

/**
 * Each file of `golden/` holds cases of one topic. `UPDATE_GOLDEN=1 vitest run golden` writes what the planner now
 * says; read the difference before you keep it.
 */
const FOLDER = join(import.meta.dirname, 'golden');
const UPDATE = process.env['UPDATE_GOLDEN'] === '1';

const files = readdirSync(FOLDER).map((file) => join(FOLDER, file));
if (UPDATE) files.forEach(update);

describe.each(files)('%s', (path) => {
  const cases = parseCases(readFileSync(path, 'utf8'));
  test.each(cases.map((golden) => [golden.name, golden] as const))('%s', (_, golden) => {
    expect(actual(golden)).toBe(golden.expected);
    const step = plan(parse(golden.dockerfile), optionsOf(golden));
    const said = step.status === 'needs' ? [] : step.diagnostics;
    expect(planDiagnostics(parse(golden.dockerfile), optionsOf(golden))).toEqual(said);
  });
});

function update(path: string): void {
  const text = readFileSync(path, 'utf8');
  const cases = parseCases(text).map((golden) => ({ ...golden, expected: actual(golden) }));
  writeFileSync(path, printCases(text.split('\n', 1)[0] ?? '', cases));
}

function actual(golden: GoldenCase): string {
  return summarize(plan(parse(golden.dockerfile), optionsOf(golden))).trim();
}
