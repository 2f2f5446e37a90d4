import type { Range } from './lines.ts';

export type Severity = 'error' | 'warning' | 'info' | 'hint';

/**
 * A finding in a user's text. Parser, planner and linter return these; they never throw on user input.
 * `message` keeps the stem of BuildKit's message where it has one, so that tools can match it.
 */
export interface Diagnostic {
  /** Stable kebab-case name of the finding, e.g. `unknown-instruction`. */
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly range: Range;
  /** What to do, e.g. `did you mean RUN?`. */
  readonly hint?: string;
  /** Other places that matter, e.g. the first definition of a duplicate. */
  readonly related?: readonly RelatedPlace[];
}

export interface RelatedPlace {
  readonly message: string;
  readonly range: Range;
}
