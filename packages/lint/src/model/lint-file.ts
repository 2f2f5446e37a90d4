import type { ParseResult } from '@strake/parser';
import type { PlanFacts } from '../facts.ts';
import type { LintConfig } from '../settings/config.ts';

/** What rules look at: the parsed file and views of it that are made once, when first asked for. */
export interface LintFile {
  readonly result: ParseResult;
  readonly config: LintConfig;
  readonly facts: PlanFacts;
}

export function createLintFile(result: ParseResult, config: LintConfig, facts: PlanFacts): LintFile {
  return { result, config, facts };
}
