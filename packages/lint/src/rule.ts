import type { RelatedPlace } from '@strake/core';
import type { PlanFacts } from './facts.ts';
import type { Fix } from './finding.ts';
import type { LintFile } from './model/lint-file.ts';
import type { Level, LintSettings } from './settings/settings.ts';

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
  /** What the tool that the rule is from reports without cause: `recommended` is silent, all other presets report it. */
  readonly doubtful?: readonly DoubtfulExample[];
}

export interface DoubtfulExample extends RuleExample {
  /** Why it is no fault. */
  readonly why: string;
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
  /**
   * The tool that the rule is from reports this too, but what a Dockerfile tells does not show that it is wrong: the
   * preset `recommended` leaves it out.
   */
  readonly isDoubtful?: boolean | undefined;
}

export type Report = (place: Place, message: string, details?: ReportDetails) => void;

/** One check: pure, deterministic, total. */
export interface Rule {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly origin: RuleOrigin;
  /** Severity as the tool has it that the rule is from; `off` rules run only when asked for. */
  readonly severity: Level;
  /** The same in the preset `recommended`, where that is another. */
  readonly recommended?: Level;
  /** What matters only in stages that end up in an image: `recommended` leaves the others out. */
  readonly about?: 'size';
  /**
   * How the names of commands begin of which some RUN has one wherever this rule finds something: a file without them is
   * not looked at. Any file is when missing.
   */
  readonly commands?: readonly string[];
  readonly fixable: boolean;
  /**
   * Name of a rule of another linter with the same subject. Where both report the same instruction, one finding that
   * carries both names is left.
   */
  readonly twin?: string;
  /** Public page on the rule or its subject; that of hadolint's wiki when missing. */
  readonly url?: string;
  readonly docs: RuleDocs;
  check(file: LintFile, report: Report): void;
}
