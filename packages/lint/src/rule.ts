import type { RelatedPlace, Severity } from '@strake/core';
import type { PlanFacts } from './facts.ts';
import type { Fix } from './finding.ts';
import type { LintFile } from './model/lint-file.ts';
import type { LintSettings } from './settings/settings.ts';

export type RuleOrigin = 'buildkit' | 'hadolint' | 'strake';

/** A Dockerfile that shows a rule at work. Every example is run as a test. */
export interface RuleExample {
  readonly text: string;
  /** Number of findings in a bad example; 1 when missing. */
  readonly times?: number;
  /** The text after the fix; the example is not fixed when missing. */
  readonly fixed?: string;
  readonly settings?: LintSettings;
  readonly facts?: PlanFacts;
}

export interface RuleDocs {
  /** One sentence: what is found. */
  readonly summary: string;
  /** Why it matters and what to do instead. */
  readonly rationale: string;
  readonly bad: readonly RuleExample[];
  readonly good: readonly RuleExample[];
}

/** A place in the source: any node of the AST will do. */
export interface Place {
  readonly start: number;
  readonly end: number;
}

export interface ReportDetails {
  /** The finding's range is the place itself, not the instruction around it. */
  readonly isExact?: boolean;
  /** The very words that are meant, within the place. */
  readonly focus?: Place | undefined;
  readonly hint?: string | undefined;
  readonly related?: readonly RelatedPlace[] | undefined;
  readonly fix?: Fix | undefined;
}

export type Report = (place: Place, message: string, details?: ReportDetails) => void;

/** One check: pure, deterministic, total. */
export interface Rule {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly origin: RuleOrigin;
  /** Severity unless settings say otherwise; `off` rules run only when asked for. */
  readonly severity: Severity | 'off';
  readonly fixable: boolean;
  /**
   * Name of a rule of another linter with the same subject. Where both report the same instruction, one finding that
   * carries both names is left.
   */
  readonly twin?: string;
  /** Page on the rule; one of ours when missing. */
  readonly url?: string;
  readonly docs: RuleDocs;
  check(file: LintFile, report: Report): void;
}
