import type { Diagnostic, Severity } from '@strake/core';
import { type Finding, lint, type LintConfig, type PlanFacts } from '@strake/lint';
import type { DocumentState } from '../../document/document-state.ts';
import type { Span } from '../../document/places.ts';
import { planProblems } from './plan-problems.ts';
import { shellProblems } from './shell-problems.ts';

/** Something to say about a file: of the parser, the planner, the shell's syntax or a rule. */
export interface Problem extends Span {
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly hint?: string | undefined;
  readonly url?: string | undefined;
  readonly related?: readonly (Span & { readonly message: string })[];
  /** The rule's finding, with its fix. */
  readonly finding?: Finding;
}

export interface CheckOptions {
  /** The recommended rules unless given. */
  readonly config?: LintConfig;
  /** What is known of context, images, arguments and the last build. */
  readonly facts?: PlanFacts;
  /** What others have found. */
  readonly found?: readonly Finding[];
}

interface Remembered {
  readonly config: LintConfig | undefined;
  readonly facts: PlanFacts | undefined;
  readonly found: readonly Finding[];
  readonly problems: readonly Problem[];
}

const NONE: readonly Finding[] = [];

/** What was said last of a version. */
const memory = (): { last?: Remembered } => ({});

/** All there is to say about a file, in the order of the text. */
export function problemsOf(
  state: DocumentState,
  { config, facts, found = NONE }: CheckOptions = {},
): readonly Problem[] {
  const known = state.once(memory);
  const { last } = known;
  const isSame = last !== undefined && last.config === config && last.facts === facts && last.found === found;
  if (isSame) return last.problems;
  const { parse } = state;
  const syntax = parse.diagnostics.map(fromDiagnostic);
  const findings = [...lint(parse, config, facts), ...found].map(
    (finding): Problem => ({
      ...fromDiagnostic({ ...finding, code: finding.rule, range: finding.focus ?? finding.range }),
      url: finding.url,
      finding,
    }),
  );
  const planned = planProblems(state).map(fromDiagnostic);
  const all = [...syntax, ...planned, ...shellProblems(state), ...findings].toSorted((a, b) => a.start - b.start);
  const problems = withoutRepeats(all);
  known.last = { config, facts, found, problems };
  return problems;
}

function fromDiagnostic({ code, severity, message, range, hint, related }: Diagnostic): Problem {
  return {
    start: range.start.offset,
    end: range.end.offset,
    code,
    severity,
    message,
    hint,
    related: (related ?? []).map((place) => ({
      message: place.message,
      start: place.range.start.offset,
      end: place.range.end.offset,
    })),
  };
}

/** What two sources say of the same place in the same words is said once. */
function withoutRepeats(problems: readonly Problem[]): readonly Problem[] {
  const seen = new Set<string>();
  return problems.filter(({ start, end, message }) => {
    const key = `${start} ${end} ${message}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
